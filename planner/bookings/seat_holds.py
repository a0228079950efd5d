"""Verbs on seats that the office holds: holding them on an itinerary and releasing them.

Whoever holds seats is the only one who is told for what, and the only one who can release them. Everybody else sees a
number of seats. They end by themselves on the day that was given.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    EscortAssignment,
    Flight,
    FlightOption,
    HoldReason,
    Itinerary,
    ItineraryStatus,
    Passenger,
    PassengerStatus,
    Person,
    SeatHold,
)
from models.base import now
from models.people.account import User
from models.words import Refused, say
from planner.audit import events
from planner.bookings.holding import OPEN, itinerary_of
from planner.bookings.moves import move_itinerary
from planner.bookings.turn import take_turn
from planner.flights.held import active, holds

ON_BOARD = tuple(one for one in PassengerStatus if one is not PassengerStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Wish:
    """How many seats of an option are to be held, what for and until which day (included)."""

    option: FlightOption
    seats: int
    reason: HoldReason
    until: date


def hold(session: Session, wish: Wish, *, by: User, today: date) -> SeatHold:
    """Hold seats on the itinerary of an option, which is made if it has none yet.

    Raises `Refused` for a cancelled flight, a day before today or after the departure, and without enough seats.
    """
    take_turn(session)
    option = wish.option
    if any(flight.cancelled for flight in option.flights):
        raise Refused(say("A flight in option %(code)s has been cancelled.", code=option.code))
    if not today <= wish.until <= option.departs_on:
        raise Refused(say("Choose a date from today until the departure."))
    left = free_seats(session, option, today)
    if wish.seats > left:
        raise Refused(say("There are not enough seats on %(code)s. Seats left: %(left)s.", code=option.code, left=left))
    itinerary, _new = itinerary_of(session, option, option.departs_on, plan_id=None, by=by)
    row = SeatHold(itinerary=itinerary, seats=wish.seats, reason=wish.reason, until=wish.until, held_by_id=by.id)
    session.add(row)
    session.flush()
    events.record(session, "seats.held", row, by=by, what={"itinerary": itinerary.number, "seats": wish.seats})
    return row


def release(session: Session, row: SeatHold, *, by: User) -> None:
    """Give held seats back. An itinerary on which nobody else is left is cancelled; a second click changes nothing."""
    take_turn(session)
    session.refresh(row)
    if row.released_at is not None:
        return
    row.released_at = now()
    itinerary = row.itinerary
    events.record(session, "seats.released", row, by=by, what={"itinerary": itinerary.number, "seats": row.seats})
    used = sa.select(Passenger.id).where(Passenger.itinerary_id == itinerary.id, Passenger.status.in_(ON_BOARD))
    others = sa.select(SeatHold.id).where(SeatHold.itinerary_id == itinerary.id, SeatHold.released_at.is_(None))
    session.flush()
    if itinerary.status in OPEN and not any(session.scalar(one.limit(1)) for one in (used, others)):
        move_itinerary(session, itinerary, ItineraryStatus.CANCELLED, by=by)


def held_by(session: Session, user: User, flight: Flight, today: date) -> list[SeatHold]:
    """Seats that this user holds on options with this flight, the oldest first."""
    rows = session.scalars(
        sa.select(SeatHold).where(active(today), SeatHold.held_by_id == user.id).order_by(SeatHold.id)
    )
    return [row for row in rows if flight in row.itinerary.option.flights]


def is_held(session: Session, itinerary: Itinerary, today: date) -> bool:
    """Whether the office holds seats on the itinerary, apart from those of families."""
    found = sa.select(SeatHold.id).where(active(today), SeatHold.itinerary_id == itinerary.id).limit(1)
    return session.scalar(found) is not None


def free_seats(session: Session, option: FlightOption, today: date) -> int:
    """Seats that nobody has on any flight of the option, and in its block."""
    taken = sa.func.coalesce(Person.seats_taken, sa.case((Passenger.fare_kind == "infant", 0), else_=1))
    rows = session.execute(
        sa.select(Passenger.itinerary_id, sa.func.sum(taken))
        .join(Passenger.person)
        .where(Passenger.status.in_((PassengerStatus.RESERVED, PassengerStatus.TICKETED)))
        .group_by(Passenger.itinerary_id)
    )
    by_itinerary = {itinerary_id: int(seats) for itinerary_id, seats in rows}
    for row in holds(session, today):
        by_itinerary[row.itinerary_id] = by_itinerary.get(row.itinerary_id, 0) + row.seats
    itineraries = session.scalars(sa.select(Itinerary).where(Itinerary.id.in_(sorted(by_itinerary)))).unique().all()
    escorted = session.scalars(sa.select(EscortAssignment.flights).where(EscortAssignment.cancelled.is_(False))).all()
    left = []
    for flight in option.flights:
        used = sum(by_itinerary[one.id] for one in itineraries if flight in one.option.flights)
        left.append(flight.seats - used - sum(flight.code in codes for codes in escorted))
    block = option.seats_on(today)
    if block is not None:
        left.append(block - sum(by_itinerary[one.id] for one in itineraries if one.option_id == option.id))
    return max(0, min(left, default=0))
