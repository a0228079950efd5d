"""Estimates: the latest known journeys, flown or offered, moved to the days on which people need them."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Flight, FlightOption, FlightRequest, OptionState
from models.people.account import User
from planner.flights.importing import stored_option
from planner.flights.offers import Offer, OfferedFlight
from planner.reference.airports import NoSuchTime, instant, local

WEEK = timedelta(days=7)
MOST = 12
"""Estimates per row of a request; a plan needs some choice, not a whole timetable."""


def patterns(session: Session, destination: str) -> list[FlightOption]:
    """The newest option for each weekday and chain of flight numbers to an airport, without cancelled ones."""
    rows = session.scalars(
        sa.select(FlightOption)
        .where(FlightOption.destination == destination)
        .order_by(FlightOption.departs_on.desc(), FlightOption.id.desc())
        .limit(300)
    ).all()
    newest: dict[tuple[object, ...], FlightOption] = {}
    for row in rows:
        flights = row.flights
        if flights and not any(flight.cancelled for flight in flights):
            chain = tuple((flight.carrier, flight.number) for flight in flights)
            newest.setdefault((row.departs_on.weekday(), chain), row)
    return list(newest.values())


def estimate(session: Session, request: FlightRequest, *, by: User | None) -> int:
    """Make estimates for every row of a request from the latest known patterns; returns how many are new.

    They have the weekday, local times, seats and fares of the pattern and no time limit. No estimate is made where an
    option with the same flights already exists.
    """
    made = 0
    for row in request.rows:
        for pattern in patterns(session, row.destination):
            made += _repeated(session, request, pattern, row.earliest, row.latest, by)
    return made


def _repeated(
    session: Session, request: FlightRequest, pattern: FlightOption, earliest: date, latest: date, by: User | None
) -> int:
    weeks = -((pattern.departs_on - earliest) // WEEK)
    day, made = pattern.departs_on + weeks * WEEK, 0
    while day <= latest and made < MOST:
        offer = _moved(pattern, request.reference, day - pattern.departs_on)
        if day >= earliest and offer is not None and _missing(session, offer):
            _stored(session, request, pattern, offer, by)
            made += 1
        day += WEEK
    return made


def _moved(pattern: FlightOption, reference: str, by_days: timedelta) -> Offer | None:
    flights = [_moved_flight(flight, by_days) for flight in pattern.flights]
    if any(flight is None for flight in flights):
        return None
    chain = tuple(flight for flight in flights if flight)
    name = "-".join(f"{flight.carrier}{flight.number}" for flight in chain)
    return Offer(
        code=f"{reference}/EST-{name}"[:55] + f"-{chain[0].departs_on:%m%d}",
        state=OptionState.ESTIMATE,
        flights=chain,
        currency=pattern.currency,
        fare_adult=pattern.fare_adult,
        fare_child=pattern.fare_child,
        fare_infant=pattern.fare_infant,
        group_minimum=pattern.group_minimum,
        group_adult=pattern.group_adult,
        group_child=pattern.group_child,
        group_infant=pattern.group_infant,
        seats=pattern.seats,
        minimum=pattern.minimum,
        fixed_cost=pattern.fixed_cost,
        supplier=pattern.supplier,
    )


def _moved_flight(flight: Flight, by_days: timedelta) -> OfferedFlight | None:
    """The flight moved to another day at the same local times; None in the hour skipped by summer time."""
    departs = local(flight.departs_at, flight.origin).replace(tzinfo=None) + by_days
    arrives = local(flight.arrives_at, flight.destination).replace(tzinfo=None) + by_days
    try:
        return OfferedFlight(
            flight.carrier,
            flight.number,
            flight.origin,
            flight.destination,
            departs.date(),
            instant(departs, flight.origin),
            instant(arrives, flight.destination),
        )
    except NoSuchTime:
        return None


def _missing(session: Session, offer: Offer) -> bool:
    """Whether no option has exactly these flights, and none has the code."""
    codes = [flight.code for flight in offer.flights]
    same = session.scalars(
        sa.select(FlightOption).where(
            FlightOption.destination == offer.destination, FlightOption.departs_on == offer.departs_on
        )
    ).all()
    taken = session.scalar(sa.select(FlightOption.id).where(FlightOption.code == offer.code))
    return taken is None and all([flight.code for flight in row.flights] != codes for row in same)


def _stored(session: Session, request: FlightRequest, pattern: FlightOption, offer: Offer, by: User | None) -> None:
    """The stored estimate with its flights. Flights that already exist keep their seats and times."""
    known = {
        row.code: row
        for row in session.scalars(sa.select(Flight).where(Flight.code.in_([flight.code for flight in offer.flights])))
    }
    flights: list[Flight] = []
    for flight, like in zip(offer.flights, pattern.flights, strict=True):
        row = known.get(flight.code)
        if row is None:
            row = Flight(
                code=flight.code,
                carrier=flight.carrier,
                number=flight.number,
                origin=flight.origin,
                destination=flight.destination,
                departs_at=flight.departs_at,
                arrives_at=flight.arrives_at,
                departs_on=flight.departs_on,
                seats=like.seats,
                service_limits=dict(like.service_limits),
                escort_fare=like.escort_fare,
                currency=like.currency,
            )
            session.add(row)
        flights.append(row)
    stored_option(session, offer, flights, None, request, by=by)
