"""What importing an offer would store: all its amounts, and every field that differs from the database."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import Flight, FlightOption
from models.office import office
from models.words import Amount, Say, say
from planner.flights.offers import Offer, OfferedFlight
from planner.reference.airports import present
from planner.reference.service_codes import binding


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would change; old and new as words."""

    title: Say
    old: Any
    new: Any


ESCORT_FARE = say("Escort fare")
OPTION_FIELDS: tuple[tuple[str, Say], ...] = (
    ("state", say("Status")),
    ("seats", say("Seats in the option")),
    ("fare_adult", say("Adult")),
    ("fare_child", say("Child")),
    ("fare_infant", say("Infant")),
    ("group_minimum", say("Group fare from (people)")),
    ("group_adult", say("Group fare: adult")),
    ("group_child", say("Group fare: child")),
    ("group_infant", say("Group fare: infant")),
    ("minimum", say("Minimum people")),
    ("fixed_cost", say("Fixed cost")),
    ("time_limit", say("Time limit")),
    ("currency", say("Currency")),
    ("supplier", say("Supplier")),
)
FLIGHT_FIELDS: tuple[tuple[str, str, Say], ...] = (
    ("origin", "origin", say("Origin")),
    ("destination", "destination", say("To")),
    ("departs_at", "departs_at", say("Departs")),
    ("arrives_at", "arrives_at", say("Arrives")),
    ("seats", "seats", say("Seats on the flight")),
    ("limits", "service_limits", say("Service limits")),
    ("escort_fare", "escort_fare", ESCORT_FARE),
)
MONEY = frozenset(
    {
        "fare_adult",
        "fare_child",
        "fare_infant",
        "group_adult",
        "group_child",
        "group_infant",
        "fixed_cost",
        "escort_fare",
    }
)


def option_changes(offer: Offer, row: FlightOption) -> list[Change]:
    """Fields of the option that the offer would change; the same figure in another currency is a change."""
    found = []
    before, after = [flight.code for flight in row.flights], [flight.code for flight in offer.flights]
    if before != after:
        found.append(Change(say("Flights"), ", ".join(before), ", ".join(after)))
    for name, title in OPTION_FIELDS:
        old, new = getattr(row, name), getattr(offer, name)
        moved = name in MONEY and new is not None and offer.currency != row.currency
        if old != new or moved:
            found.append(Change(title, shown(name, old, row.currency), shown(name, new, offer.currency)))
    return found


def flight_changes(flight: OfferedFlight, flights: Mapping[str, Flight]) -> list[Change]:
    """Fields of a stored flight that the offer would change. Cells left empty change nothing."""
    row = flights.get(flight.code)
    if row is None:
        return []
    found = []
    for name, column, title in FLIGHT_FIELDS:
        old, new = _alike(name, getattr(row, column)), getattr(flight, name)
        moved = name == "escort_fare" and flight.currency != row.currency
        if new is not None and (old != new or moved):
            label = say("%(flight)s: %(title)s", flight=f"{flight.carrier} {flight.number}", title=title)
            found.append(Change(label, shown(name, old, row.currency), shown(name, new, flight.currency)))
    return found


def _alike(name: str, old: Any) -> Any:
    """Whether a stored value equals the offered one, with codes renamed since it was stored."""
    if name == "limits":
        return binding(old)
    return present(old) if name in ("origin", "destination") else old


def amounts(offer: Offer) -> Iterator[tuple[Say, Amount]]:
    """Every amount that importing the offer stores, with its label."""
    for name, title in OPTION_FIELDS:
        value = getattr(offer, name)
        if name in MONEY and value is not None:
            yield title, Amount(value, offer.currency)
    for flight in offer.flights:
        if flight.escort_fare is not None:
            number = f"{flight.carrier} {flight.number}"
            yield (
                say("%(flight)s: %(title)s", flight=number, title=ESCORT_FARE),
                Amount(flight.escort_fare, flight.currency),
            )


def shown(name: str, value: Any, currency: str) -> Any:
    """A field's value as shown in a sentence."""
    if value is None:
        return "–"
    if name in MONEY:
        return Amount(value, currency)
    if isinstance(value, datetime):
        return value.astimezone(office().zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dict):
        return ", ".join(f"{code} {number}" for code, number in sorted(value.items())) or "–"
    return value if isinstance(value, enum.Enum) else str(value) or "–"
