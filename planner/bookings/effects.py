"""What leaving an itinerary would do, told before the click to somebody who may not know of everybody on it.

Warnings about groups count seats: those of families and those held by the office alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import Case, Charge, Itinerary, Passenger
from models.money.charge import LIVE
from models.office import today
from models.people.account import User
from models.people.case import visible_to
from models.words import Amount, Say, say
from planner.bookings import claiming
from planner.bookings.releasing import TRAVELLING, assignments_of, seats_of
from planner.flights.held import held_on


@dataclass(slots=True)
class Effects:
    """The effects of leaving: money released and money to claim back, by line code, and the families affected."""

    released: dict[str, Amount] = field(default_factory=dict)
    claimed: dict[str, Amount] = field(default_factory=dict)
    affects: list[Say] = field(default_factory=list)


def effects(session: Session, cases: Sequence[Case], *, by: User) -> Effects:
    """What `take_off` would do with these families, as far as `by` may know it."""
    found, leaving = Effects(), {case.id for case in cases}
    which: list[sa.ColumnElement[bool]] = []
    bought: set[int] = set()
    itineraries: dict[int, Itinerary] = {}
    for case in cases:
        seats = seats_of(session, case)
        itineraries.update({seat.itinerary_id: seat.itinerary for seat in seats})
        charges = claiming.of_case(session, case, seats)
        bought |= {charge.id for charge in claiming.bought(charges, seats)}
        which.append(Charge.id.in_([charge.id for charge in charges]))
        which += _of_escorts(session, found, case, leaving)
    known = set(session.scalars(visible_to(by).with_only_columns(Case.id)))
    held = held_on(session, by, today(), itineraries)
    for itinerary in itineraries.values():
        staying = [
            one
            for one in itinerary.passengers
            if one.status in TRAVELLING and one.case_id not in leaving and one.case_id in known
        ]
        which += _of_the_itinerary(found, itinerary, staying, held[itinerary.id])
    _money(session, found, sa.or_(*which), bought)
    return found


def _of_escorts(session: Session, found: Effects, case: Case, leaving: set[int]) -> list[sa.ColumnElement[bool]]:
    """Charges of escorts who attend nobody else; of the others it is said that their cost stays, not for how many."""
    which: list[sa.ColumnElement[bool]] = []
    for assignment in assignments_of(session, case):
        if {row.case_id for row in assignment.cases} - leaving:
            found.affects.append(
                say("Escort %(escort)s still travels. The cost stays the same.", escort=assignment.escort.code)
            )
        else:
            which.append(Charge.assignment_id == assignment.id)
    return which


def _of_the_itinerary(
    found: Effects, itinerary: Itinerary, staying: Sequence[Passenger], held: int
) -> list[sa.ColumnElement[bool]]:
    if not staying and not held:
        found.affects.append(
            say("Nobody is left on %(number)s, so the itinerary will be cancelled.", number=itinerary.number)
        )
        return [sa.and_(Charge.itinerary_id == itinerary.id, Charge.case_id.is_(None), Charge.assignment_id.is_(None))]
    seated = sum(one.fare_kind != "infant" for one in staying) + held
    _groups(found, itinerary, staying, seated, held)
    if held and not staying:
        found.affects.append(
            say("%(number)s stays reserved because the office holds seats on it.", number=itinerary.number)
        )
    if itinerary.option.fixed_cost:
        found.affects.append(
            say(
                "The fixed cost of %(number)s stays at %(cost)s, now shared by the remaining seats (%(seats)s).",
                number=itinerary.number,
                seats=seated,
                cost=Amount(itinerary.option.fixed_cost, itinerary.option.currency),
            )
        )
    return []


def _groups(found: Effects, itinerary: Itinerary, staying: Sequence[Passenger], seated: int, held: int) -> None:
    """The group fare and the minimum that the seats that are left no longer reach."""
    least = itinerary.option.group_minimum or 0
    if itinerary.group_fare and seated < least:
        more = individual_fare_more(itinerary, [*(one.fare_kind for one in staying), *["adult"] * held])
        found.affects.append(
            say(
                "%(number)s drops below the group minimum (%(seated)s of %(least)s). At "
                "individual fares, the remaining seats cost %(more)s more.",
                number=itinerary.number,
                seated=seated,
                least=least,
                more=Amount(more, itinerary.option.currency),
            )
        )
    if seated < itinerary.option.minimum:
        found.affects.append(
            say(
                "%(number)s drops below the minimum number of people it needs to go ahead (%(least)s).",
                number=itinerary.number,
                least=itinerary.option.minimum,
            )
        )


def individual_fare_more(itinerary: Itinerary, kinds: Sequence[str]) -> int:
    """What these fare kinds cost more than at the group fare, in minor units of the option's currency."""
    single, group = itinerary.option.fares(group=False), itinerary.option.fares(group=True)
    return sum(max(0, single[one] - group[one]) for one in kinds)


def _money(session: Session, found: Effects, which: sa.ColumnElement[bool], bought: set[int]) -> None:
    rows = session.scalars(sa.select(Charge).where(which, Charge.stage.in_(LIVE)).options(joinedload(Charge.line)))
    for charge in rows:
        pile = found.claimed if claiming.is_claimed(charge) or charge.id in bought else found.released
        code, currency = f"{charge.line.project.code}:{charge.line.code}", charge.line.project.currency
        pile[code] = Amount(charge.amount + (pile[code].minor if code in pile else 0), currency)
