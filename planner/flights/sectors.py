"""Airlines fly several sectors of a day under one number; each sector gets a code of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Flight, FlightOption, FlightOptionLeg
from planner.flights.offers import Offer, OfferedFlight
from planner.reference.airports import present

Sector = tuple[str, str, str]


def named(session: Session, offers: Sequence[Offer]) -> list[Offer]:
    """The offers with a code for each flight: the plain one, or one with the route for a further sector of the day.

    If the stored flight has another route and only these offers use it, it is corrected. Otherwise it stays as it is
    and the offered sector becomes a flight of its own.
    """
    sectors = {flight.sector: flight for offer in offers for flight in offer.flights}
    standing = _standing(session, sectors.values())
    called: dict[Sector, str] = {}
    by_number: dict[str, list[OfferedFlight]] = {}
    for flight in sorted(sectors.values(), key=lambda one: one.departs_at):
        by_number.setdefault(flight.plain_code, []).append(flight)
    for code, flights in by_number.items():
        called |= _codes(session, code, flights, standing, offers)
    return [
        replace(offer, flights=tuple(replace(flight, called=called[flight.sector]) for flight in offer.flights))
        for offer in offers
    ]


def routed(flight: OfferedFlight) -> str:
    """The code of a further sector: ET725-20270303-VIE-ADD."""
    return f"{flight.plain_code}-{flight.origin}-{flight.destination}"


def _standing(session: Session, flights: Iterable[OfferedFlight]) -> dict[str, Sector]:
    """Routes of all stored flights that the offers may refer to, by code."""
    codes = {code for flight in flights for code in (flight.plain_code, routed(flight))}
    rows = session.execute(
        sa.select(Flight.code, Flight.origin, Flight.destination).where(Flight.code.in_(sorted(codes)))
    )
    return {code: (code, present(origin), present(destination)) for code, origin, destination in rows}


def _codes(
    session: Session, code: str, flights: list[OfferedFlight], standing: dict[str, Sector], offers: Sequence[Offer]
) -> dict[Sector, str]:
    """The code of each sector of one number on one day."""
    holder = standing.get(code)
    same = [flight for flight in flights if flight.sector == holder]
    further = [flight for flight in flights if flight.sector != holder and routed(flight) in standing]
    new = [flight for flight in flights if flight not in same and flight not in further]
    found = {flight.sector: routed(flight) for flight in (*further, *new)}
    free = holder is None or (not same and len(new) == 1 and _only_of(session, code, offers))
    return found | {flight.sector: code for flight in (same or (new[:1] if free else []))}


def _only_of(session: Session, code: str, offers: Sequence[Offer]) -> bool:
    """Whether only these offers use the stored flight."""
    using = session.scalars(
        sa.select(FlightOption.code)
        .join(FlightOptionLeg, FlightOptionLeg.option_id == FlightOption.id)
        .join(Flight, Flight.id == FlightOptionLeg.flight_id)
        .where(Flight.code == code)
    )
    return set(using) <= {offer.code for offer in offers}
