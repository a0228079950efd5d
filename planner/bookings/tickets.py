"""Tickets: checks before issue, names letter by letter, numbers, committed money; and undoing all of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import Booking, Case, CaseStatus, Charge, Itinerary, ItineraryStatus, Passenger, PassengerStatus, Stage
from models.people.account import User
from models.record.because import because
from models.travel.booking import HOLDING_A_SEAT
from models.words import Refused, Say, say
from planner.audit import events
from planner.bookings.moves import move_itinerary, move_passenger
from planner.bookings.releasing import assignments_of
from planner.cases.moves import move_case
from planner.documents.contradictions import contradictions
from planner.documents.papers import document_in_hand
from planner.documents.queries import circumstances
from planner.judgement import gates
from planner.judgement.names import difference
from planner.ledger import service as ledger
from planner.reference.airports import local


def enter_pnr(session: Session, booking: Booking, pnr: str, time_limit: datetime | None, *, by: User) -> None:
    """Record the airline's reservation code and its time limit. Raises `Refused` for a code already used."""
    pnr = pnr.upper()
    if pnr and session.scalar(sa.select(Booking.id).where(Booking.pnr == pnr, Booking.id != booking.id)):
        raise Refused(say("Reservation %(pnr)s has already been entered.", pnr=pnr))
    told = events.changes(booking, {"pnr": pnr, "time_limit": time_limit})
    if told:
        events.record(session, "booking.entered", booking, by=by, what=told)


def ticket(session: Session, itinerary: Itinerary, numbers: Mapping[int, str], *, by: User, today: date) -> list[Case]:
    """Enter ticket numbers (passenger id → number). Families with all their tickets become ticketed, money committed.

    Raises `Refused` with everything that is missing, every name that differs from the document, and numbers used twice;
    `MustNotTravel` when current facts keep someone from travelling.
    """
    people = [one for one in itinerary.passengers if numbers.get(one.id) and one.status in HOLDING_A_SEAT]
    if not people:
        raise Refused(say("Enter at least one ticket number."))
    cases = list({one.case_id: one.case for one in people}.values())
    gates.refuse_who_must_not_travel(session, cases, today)
    refusals = [*_twice(session, people, numbers), *_without_pnr(people)]
    for case in cases:
        refusals += _gate(session, case, itinerary, today)
    for one in people:
        refusals += difference(one.person, today)
        held = document_in_hand(one.person, today)
        refusals += contradictions(one.person, held) if held else []
    if refusals:
        raise Refused(*refusals)
    for one in people:
        _number(session, one, numbers[one.id], by)
    finished = [
        case
        for case in cases
        if all(
            seat.ticket_number
            for seat in itinerary.passengers
            if seat.case_id == case.id and seat.status in HOLDING_A_SEAT
        )
    ]
    for case in finished:
        _commit_case(session, case, itinerary, by)
    _settle(session, itinerary, by)
    return finished


def _number(session: Session, passenger: Passenger, number: str, by: User) -> None:
    """Enter the ticket number. Correcting a number does not change the status."""
    what = {"ticket_number": [passenger.ticket_number, number]}
    passenger.ticket_number = number
    if passenger.status is PassengerStatus.TICKETED:
        events.record(session, "passenger.ticketed", passenger, by=by, what=what)
    else:
        move_passenger(session, passenger, PassengerStatus.TICKETED, by=by, what=what)


def _twice(session: Session, people: Sequence[Passenger], numbers: Mapping[int, str]) -> Iterable[Say]:
    wanted = [numbers[one.id] for one in people]
    taken = set(
        session.scalars(
            sa.select(Passenger.ticket_number).where(
                Passenger.ticket_number.in_(wanted),
                Passenger.id.not_in([one.id for one in people]),
                Passenger.status.in_(HOLDING_A_SEAT),
            )
        )
    )
    for number in dict.fromkeys(wanted):
        if number in taken or wanted.count(number) > 1:
            yield say("Ticket number %(number)s is entered twice.", number=number)


def _without_pnr(people: Sequence[Passenger]) -> Iterable[Say]:
    if any(one.booking is None or not one.booking.pnr for one in people):
        yield say("Enter the reservation number (PNR) first.")


def _gate(session: Session, case: Case, itinerary: Itinerary, today: date) -> list[Say]:
    last = itinerary.option.flights[-1]
    arrives = local(last.arrives_at, last.destination).date()
    lacking = circumstances(session, today).missing_for_ticketing(case, itinerary.departs_on, arrives)
    overruled = gates.overruled(session, case)
    return [
        say("Case %(number)s: %(what)s", number=case.number, what=one.sentence)
        for one in lacking
        if one.kind not in overruled
    ]


def _commit_case(session: Session, case: Case, itinerary: Itinerary, by: User) -> None:
    ledger.commit(
        session,
        _charges(session, sa.and_(Charge.case_id == case.id, Charge.itinerary_id == itinerary.id)),
        by=by,
        why=because("ticketed"),
    )
    if case.status is not CaseStatus.TICKETED:
        move_case(session, case, CaseStatus.TICKETED, by=by, why=because("ticketed"))
    for assignment in assignments_of(session, case):
        if all(row.case.status is CaseStatus.TICKETED for row in assignment.cases):
            ledger.commit(
                session, _charges(session, Charge.assignment_id == assignment.id), by=by, why=because("ticketed")
            )


def _settle(session: Session, itinerary: Itinerary, by: User) -> None:
    """The itinerary is ticketed once all its passengers are; then its charter is committed too."""
    standing = [one for one in itinerary.passengers if one.status in HOLDING_A_SEAT]
    if standing and all(one.ticket_number for one in standing) and itinerary.status is ItineraryStatus.RESERVED:
        move_itinerary(session, itinerary, ItineraryStatus.TICKETED, by=by)
        ledger.commit(session, _charges(session, _whole(itinerary)), by=by, why=because("ticketed"))


def _whole(itinerary: Itinerary) -> sa.ColumnElement[bool]:
    return sa.and_(Charge.itinerary_id == itinerary.id, Charge.case_id.is_(None), Charge.assignment_id.is_(None))


def unticket(session: Session, itinerary: Itinerary, case: Case, *, by: User, why: str) -> None:
    """Undo tickets entered by mistake: remove the numbers and move committed money back to reserved.

    Raises `Refused` without a reason, without tickets, and if the tickets are paid.
    """
    events.need_reason(why)
    people = [
        one
        for one in itinerary.passengers
        if one.case_id == case.id and one.ticket_number and one.status is PassengerStatus.TICKETED
    ]
    if not people:
        raise Refused(say("Case %(number)s has no tickets on this itinerary.", number=case.number))
    paid = session.scalar(
        sa.select(Charge.id).where(
            Charge.case_id == case.id, Charge.itinerary_id == itinerary.id, Charge.stage == Stage.PAID
        )
    )
    if paid:
        raise Refused(say("The tickets of case %(number)s are paid. Reverse the payment first.", number=case.number))
    for one in people:
        what = {"ticket_number": [one.ticket_number, ""]}
        one.ticket_number = ""
        move_passenger(session, one, PassengerStatus.RESERVED, by=by, what=what, why=why)
    which = sa.or_(
        sa.and_(Charge.case_id == case.id, Charge.itinerary_id == itinerary.id),
        Charge.assignment_id.in_([assignment.id for assignment in assignments_of(session, case)]),
    )
    charges = _charges(session, which)
    if itinerary.status is ItineraryStatus.TICKETED:
        move_itinerary(session, itinerary, ItineraryStatus.RESERVED, by=by, why=why)
        charges += _charges(session, _whole(itinerary))
    ledger.uncommit(session, charges, by=by, why=why)
    if case.status is CaseStatus.TICKETED:
        move_case(session, case, CaseStatus.RESERVED, by=by, why=why)


def _charges(session: Session, which: sa.ColumnElement[bool]) -> list[Charge]:
    return list(session.scalars(sa.select(Charge).where(which).options(joinedload(Charge.line)).order_by(Charge.id)))
