"""A family leaves its itinerary: money and escorts that are no longer needed are released or claimed back."""

from collections.abc import Sequence

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
from models.office import today
from models.people.account import User
from models.record.because import Why, because, stored, typed
from models.travel.booking import HOLDING_A_SEAT
from planner.audit import events
from planner.bookings import claiming
from planner.bookings.following import follow
from planner.bookings.holding import OPEN
from planner.bookings.moves import move_itinerary, move_passenger
from planner.bookings.seat_holds import is_held
from planner.ledger import service as ledger

TRAVELLING = (*HOLDING_A_SEAT, PassengerStatus.DEPARTED)


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
    """Nobody is left on the itinerary: it is cancelled, unless the office still holds seats on it."""
    if itinerary.status in OPEN and is_held(session, itinerary, today()):
        if itinerary.status is ItineraryStatus.TICKETED:
            move_itinerary(session, itinerary, ItineraryStatus.RESERVED, by=by, why=why)
    elif itinerary.status in OPEN:
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
