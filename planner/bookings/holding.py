"""Holding seats: people join the itinerary of an option, in reservations of at most nine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models import Booking, Case, FlightOption, Itinerary, ItineraryStatus, Passenger, PassengerStatus, Person
from models.people.account import User
from models.travel.booking import HOLDING_A_SEAT
from planner.audit import events
from planner.bookings.moves import move_itinerary

OPEN = (ItineraryStatus.RESERVED, ItineraryStatus.TICKETED)


@dataclass(frozen=True, slots=True)
class Party:
    """A family that joins: each person with the fare kind for the journey (adult, child, infant)."""

    case: Case
    people: Sequence[tuple[Person, str]]


def standing_itinerary(session: Session, option: FlightOption) -> Itinerary | None:
    """The active itinerary of an option, if there is one."""
    return session.scalar(
        sa.select(Itinerary)
        .where(Itinerary.option_id == option.id, Itinerary.status.in_(OPEN))
        .options(selectinload(Itinerary.passengers), selectinload(Itinerary.bookings))
    )


def hold(
    session: Session,
    option: FlightOption,
    parties: Sequence[Party],
    *,
    group_fare: bool,
    seats_per_pnr: int,
    plan_id: int | None,
    by: User,
    departs_on: date,
) -> tuple[Itinerary, bool]:
    """Reserve seats for the families on the option. Returns the existing or new itinerary, and whether it is new."""
    itinerary, new = itinerary_of(session, option, departs_on, plan_id=plan_id, by=by)
    itinerary.group_fare = group_fare
    session.flush()
    for party in parties:
        _seat(itinerary, party, seats_per_pnr)
    if itinerary.status is ItineraryStatus.TICKETED and parties:
        move_itinerary(session, itinerary, ItineraryStatus.RESERVED, by=by)
    session.flush()
    events.record(
        session,
        "itinerary.confirmed" if new else "itinerary.joined",
        itinerary,
        by=by,
        what={"option": option.code, "cases": [party.case.number for party in parties], "group_fare": group_fare},
    )
    return itinerary, new


def itinerary_of(
    session: Session, option: FlightOption, departs_on: date, *, plan_id: int | None, by: User
) -> tuple[Itinerary, bool]:
    """The itinerary in use of an option, and whether it had to be made."""
    itinerary = standing_itinerary(session, option)
    if itinerary is not None:
        return itinerary, False
    itinerary = Itinerary(
        number=next_number(session, departs_on.year),
        option=option,
        plan_id=plan_id,
        departs_on=departs_on,
        confirmed_by_id=by.id,
        passengers=[],
        bookings=[],
    )
    session.add(itinerary)
    session.flush()
    return itinerary, True


def _seat(itinerary: Itinerary, party: Party, most: int) -> None:
    """Add the family to a reservation with room for all of it, else to new ones."""
    people = list(party.people)
    while people:
        chunk, people = people[:most], people[most:]
        booking = next((one for one in itinerary.bookings if not one.pnr and room(one, most) >= len(chunk)), None)
        if booking is None:
            booking = Booking(supplier=itinerary.option.supplier, time_limit=itinerary.option.time_limit, passengers=[])
            itinerary.bookings.append(booking)
        for person, kind in chunk:
            passenger = Passenger(case=party.case, person=person, fare_kind=kind, status=PassengerStatus.RESERVED)
            itinerary.passengers.append(passenger)
            booking.passengers.append(passenger)


def room(booking: Booking, most: int) -> int:
    """How many more people fit in the reservation."""
    return most - sum(passenger.status in HOLDING_A_SEAT for passenger in booking.passengers)


def next_number(session: Session, year: int) -> str:
    """The next number such as IT-26-0014, counted within the year of departure."""
    prefix = f"IT-{year % 100:02d}-"
    last = session.scalar(sa.select(sa.func.max(Itinerary.number)).where(Itinerary.number.like(prefix + "%")))
    return f"{prefix}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:04d}"
