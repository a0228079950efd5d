"""Operations on flights: request, add an option, edit, cancel a flight."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Flight, FlightOption, FlightRequest, FlightRequestRow
from models.people.account import User
from models.words import Refused, say
from planner import settings
from planner.audit import events
from planner.flights.connections import short_connection
from planner.flights.demand import Needed
from planner.flights.importing import stored_flight, stored_option
from planner.flights.judging import Standing
from planner.flights.offers import Offer, OfferedFlight
from planner.flights.sectors import named
from planner.flights.workbook.offers_reading import only_case
from planner.reference.airports import present

_LOCK = 7_026_020


def ask(session: Session, first: date, last: date, rows: Sequence[Needed], *, by: User | None) -> FlightRequest:
    """Make a request to the agent for what is needed. Raises `Refused` if nobody needs a flight."""
    if not rows:
        raise Refused(say("Nobody needs a flight on these days, so there is nothing to request."))
    request = FlightRequest(
        reference=_next_reference(session, first.year),
        window_from=first,
        window_until=last,
        made_by_id=by.id if by else None,
    )
    for position, row in enumerate(rows):
        request.rows.append(
            FlightRequestRow(
                position=position,
                destination=row.destination,
                earliest=row.earliest,
                latest=row.latest,
                adults=row.adults,
                children=row.children,
                infants=row.infants,
                service_codes=dict(row.service_codes),
            )
        )
    session.add(request)
    events.record(
        session,
        "flight_request.made",
        request,
        by=by,
        what={"reference": request.reference, "people": sum(row.people for row in rows)},
    )
    return request


def _next_reference(session: Session, year: int) -> str:
    """A number such as FR-26-003, never given twice, even under concurrency.

    SQLite's writers already hold the one write lock; PostgreSQL takes an advisory lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    start = f"FR-{year % 100:02d}-"
    last = session.scalar(
        sa.select(FlightRequest.reference)
        .where(FlightRequest.reference.startswith(start))
        .order_by(sa.func.length(FlightRequest.reference).desc(), FlightRequest.reference.desc())
        .limit(1)
    )
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:03d}"


def add_option(session: Session, offer: Offer, *, by: User | None) -> FlightOption:
    """Store an option entered by hand.

    Raises `Refused` when its code is taken, a new flight has no seats or a connection is too short to be planned.
    """
    offer = named(session, [offer])[0]
    standing = Standing(session, [offer])
    if offer.code in standing.options:
        raise Refused(say("Option %(code)s already exists.", code=offer.code))
    if twin := standing.twin(offer.code):
        raise Refused(only_case(twin))
    if short := short_connection(offer.flights, settings.read(session)["connection_minutes"]):
        raise Refused(short)
    for flight in offer.flights:
        known = standing.flights.get(flight.code)
        if known is None and flight.seats is None:
            raise Refused(say("Enter how many seats we have on the new flight %(flight)s.", flight=flight.code))
        if known is None or (known.origin, known.destination) != (flight.origin, flight.destination):
            _follows(session, flight)
    flights = [stored_flight(session, flight, offer.currency, standing.flights, by=by) for flight in offer.flights]
    return stored_option(session, offer, flights, None, None, by=by)


def _follows(session: Session, flight: OfferedFlight) -> None:
    """A new sector entered by hand must adjoin the one that its number flies that day. Raises `Refused`."""
    rows = session.scalars(sa.select(Flight).where(Flight.code == flight.plain_code)).all()
    for known in rows:
        here, there = (present(known.origin), present(known.destination)), (flight.origin, flight.destination)
        if here != there and here[1] != there[0] and here[0] != there[1]:
            raise Refused(
                say(
                    "%(flight)s flies from %(origin)s to %(destination)s that day.",
                    flight=flight.plain_code,
                    origin=known.origin,
                    destination=known.destination,
                )
            )


def edit_option(session: Session, option: FlightOption, values: dict[str, Any], *, by: User | None) -> None:
    """Change seats, fares, state or time limit of an option."""
    told = events.changes(option, values)
    if told:
        events.record(session, "flight_option.changed", option, by=by, what=told)


def edit_flight(session: Session, flight: Flight, values: dict[str, Any], *, by: User | None) -> None:
    """Change seats, service limits, escort fare or times of a flight. Raises `Refused` for impossible times."""
    departs: datetime = values.get("departs_at", flight.departs_at)
    arrives: datetime = values.get("arrives_at", flight.arrives_at)
    if arrives <= departs:
        raise Refused(say("The flight arrives before it departs. Check the times and dates."))
    told = events.changes(flight, values)
    if told:
        events.record(session, "flight.changed", flight, by=by, what=told)


def cancel_flight(session: Session, flight: Flight, why: str, *, by: User | None) -> None:
    """The airline cancelled the flight. Plans no longer use it, and its itineraries must be planned again.

    Raises `Refused` if it is already cancelled.
    """
    if flight.cancelled:
        raise Refused(say("This flight is already cancelled."))
    flight.cancelled = True
    events.record(session, "flight.cancelled", flight, by=by, what={"cancelled": [False, True]}, why=why)


def restore_flight(session: Session, flight: Flight, why: str, *, by: User | None) -> None:
    """The flight operates after all, or was cancelled here by mistake. Raises `Refused` if it is not cancelled."""
    if not flight.cancelled:
        raise Refused(say("This flight is not cancelled."))
    flight.cancelled = False
    events.record(session, "flight.restored", flight, by=by, what={"cancelled": [True, False]}, why=why)
