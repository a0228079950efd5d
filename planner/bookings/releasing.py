"""A family leaves its itinerary: money and escorts that are no longer needed are released or claimed back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import (
    Case,
    Charge,
    EscortAssignment,
    EscortAssignmentCase,
    Itinerary,
    ItineraryStatus,
    Passenger,
    PassengerStatus,
)
from models.money.charge import LIVE
from models.people.account import User
from models.record.because import Why, because, stored, typed
from models.travel.booking import HOLDING_A_SEAT
from models.words import Amount, Say, say
from planner.audit import events
from planner.bookings import claiming
from planner.bookings.following import follow
from planner.bookings.holding import OPEN
from planner.bookings.moves import move_itinerary, move_passenger
from planner.ledger import service as ledger

TRAVELLING = (*HOLDING_A_SEAT, PassengerStatus.DEPARTED)


@dataclass(slots=True)
class Effects:
    """The effects of leaving: money released and money to claim back, by line code, and the families affected."""

    released: dict[str, Amount] = field(default_factory=dict)
    claimed: dict[str, Amount] = field(default_factory=dict)
    affects: list[Say] = field(default_factory=list)


def seats_of(session: Session, case: Case) -> list[Passenger]:
    """The reserved and ticketed seats of a family."""
    return list(
        session.scalars(
            sa.select(Passenger)
            .where(Passenger.case_id == case.id, Passenger.status.in_(HOLDING_A_SEAT))
            .options(joinedload(Passenger.itinerary).selectinload(Itinerary.passengers))
            .order_by(Passenger.id)
        )
    )


def take_off(session: Session, cases: Sequence[Case], *, by: User, why: Why) -> int:
    """Remove families from their itineraries and release what only they needed; returns the released minor units.

    The caller moves the cases to their next status. Money for tickets and paid money is claimed back.
    """
    given = 0
    touched: dict[int, Itinerary] = {}
    for case in cases:
        seats = seats_of(session, case)
        charges = claiming.of_case(session, case, seats)
        ledger.commit(session, claiming.bought(charges, seats), by=by, why=because("ticketed"))
        given += claiming.let_go(session, charges, by=by, why=why)
        for passenger in seats:
            move_passenger(session, passenger, PassengerStatus.CANCELLED, by=by, why=why)
            touched[passenger.itinerary_id] = passenger.itinerary
        given += _leave_escorts(session, case, by, why)
        events.record(session, "case.taken_off", case, by=by, why=why)
    for itinerary in touched.values():
        if any(passenger.status in TRAVELLING for passenger in itinerary.passengers):
            follow(session, itinerary, by=by)
        else:
            given += _close(session, itinerary, by, why)
    session.flush()
    return given


def _close(session: Session, itinerary: Itinerary, by: User, why: Why) -> int:
    if itinerary.status in OPEN:
        move_itinerary(session, itinerary, ItineraryStatus.CANCELLED, by=by, why=why)
        itinerary.why, itinerary.because = typed(why)[:300], stored(why)
    return claiming.let_go(
        session,
        _charges(
            session,
            sa.and_(Charge.itinerary_id == itinerary.id, Charge.case_id.is_(None), Charge.assignment_id.is_(None)),
        ),
        by=by,
        why=why,
    )


def _leave_escorts(session: Session, case: Case, by: User, why: Why) -> int:
    given = 0
    for assignment in assignments_of(session, case):
        assignment.cases = [row for row in assignment.cases if row.case_id != case.id]
        if not assignment.cases:
            given += cancel_assignment(session, assignment, by=by, why=why)
    return given


def cancel_assignment(session: Session, assignment: EscortAssignment, *, by: User, why: Why) -> int:
    """The escort does not travel; the money is released, or claimed back if tickets are already bought."""
    assignment.cancelled = True
    assignment.cases = []
    events.record(
        session,
        "escort_assignment.cancelled",
        assignment,
        by=by,
        why=why,
        what={"escort": assignment.escort.code, "starts": assignment.starts.isoformat()},
    )
    return claiming.let_go(session, _charges(session, Charge.assignment_id == assignment.id), by=by, why=why)


def assignments_of(session: Session, case: Case) -> list[EscortAssignment]:
    """Escort assignments for a family."""
    return list(
        session.scalars(
            sa.select(EscortAssignment)
            .where(
                EscortAssignment.cancelled.is_(False),
                EscortAssignment.id.in_(
                    sa.select(EscortAssignmentCase.assignment_id).where(EscortAssignmentCase.case_id == case.id)
                ),
            )
            .order_by(EscortAssignment.id)
        )
    )


def _charges(session: Session, which: sa.ColumnElement[bool]) -> list[Charge]:
    return list(session.scalars(sa.select(Charge).where(which, Charge.stage.in_(LIVE)).order_by(Charge.id)))


def effects(session: Session, cases: Sequence[Case]) -> Effects:
    """What `take_off` would do with these families, to show before the user confirms."""
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
        for assignment in assignments_of(session, case):
            staying = {row.case_id for row in assignment.cases} - leaving
            if staying:
                found.affects.append(
                    say(
                        "Escort %(escort)s still travels with other families (%(count)s); the cost stays the same.",
                        escort=assignment.escort.code,
                        count=len(staying),
                    )
                )
            else:
                which.append(Charge.assignment_id == assignment.id)
    for itinerary in itineraries.values():
        which += _of_the_itinerary(found, itinerary, leaving)
    _money(session, found, sa.or_(*which), bought)
    return found


def _of_the_itinerary(found: Effects, itinerary: Itinerary, leaving: set[int]) -> list[sa.ColumnElement[bool]]:
    staying = [one for one in itinerary.passengers if one.status in TRAVELLING and one.case_id not in leaving]
    if not staying:
        found.affects.append(
            say("Nobody is left on %(number)s, so the itinerary will be cancelled.", number=itinerary.number)
        )
        return [sa.and_(Charge.itinerary_id == itinerary.id, Charge.case_id.is_(None), Charge.assignment_id.is_(None))]
    seated = sum(one.fare_kind != "infant" for one in staying)
    least = itinerary.option.group_minimum or 0
    if itinerary.group_fare and seated < least:
        found.affects.append(
            say(
                "%(number)s drops below the group minimum (%(seated)s of %(least)s). At "
                "individual fares, those still travelling (%(people)s) cost %(more)s more.",
                number=itinerary.number,
                seated=seated,
                least=least,
                people=len(staying),
                more=Amount(individual_fare_more(itinerary, staying), itinerary.option.currency),
            )
        )
    if itinerary.option.fixed_cost:
        found.affects.append(
            say(
                "The fixed cost of %(number)s stays at %(cost)s, now shared by those still travelling (%(people)s).",
                number=itinerary.number,
                people=len(staying),
                cost=Amount(itinerary.option.fixed_cost, itinerary.option.currency),
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
    return []


def individual_fare_more(itinerary: Itinerary, people: Sequence[Passenger]) -> int:
    """What these people cost more at the individual than at the group fare; minor units of the option's currency."""
    single, group = itinerary.option.fares(group=False), itinerary.option.fares(group=True)
    return sum(max(0, single[one.fare_kind] - group[one.fare_kind]) for one in people)


def _money(session: Session, found: Effects, which: sa.ColumnElement[bool], bought: set[int]) -> None:
    rows = session.scalars(sa.select(Charge).where(which, Charge.stage.in_(LIVE)).options(joinedload(Charge.line)))
    for charge in rows:
        pile = found.claimed if claiming.is_claimed(charge) or charge.id in bought else found.released
        code, currency = f"{charge.line.project.code}:{charge.line.code}", charge.line.project.currency
        pile[code] = Amount(charge.amount + (pile[code].minor if code in pile else 0), currency)
