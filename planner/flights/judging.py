"""Offers against what stands in the database: new, changed or unchanged, with every field that would change."""

import enum
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Flight, FlightOption, FlightRequest, Itinerary, ItineraryStatus, OptionState, Passenger
from models.people.account import User
from models.people.case import visible_to
from models.words import Amount, Count, Say, say
from planner import settings
from planner.flights.connections import short_connection
from planner.flights.offers import PRAGUE, Offer, OfferedFlight
from planner.flights.workbook.offers_reading import OfferRows
from planner.flights.workbook.offers_table import Fault, Table


class Verdict(enum.Enum):
    """What importing an offer would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would change; old and new as words."""

    title: Say
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Judged:
    """One offer with what importing it does."""

    found: OfferRows
    verdict: Verdict
    changes: tuple[Change, ...]
    replaces: tuple[str, ...]
    """Codes of estimates of the same flights, which the offer takes the place of."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. With a fault it does nothing."""

    reference: str
    judged: tuple[Judged, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Say, ...]
    sheet: int = 0
    """Position of the sheet that was read."""
    standing: "Standing | None" = None
    """The rows that were met; None when the table could not be read."""

    def count(self, verdict: Verdict) -> Count:
        return Count(sum(one.verdict is verdict for one in self.judged))

    @property
    def fingerprint(self) -> str:
        """Changes when the same file would do something else than what was shown."""
        told = [
            (
                one.found.offer.code,
                one.verdict.value,
                [(str(c.title), str(c.old), str(c.new)) for c in one.changes],
                one.replaces,
            )
            for one in self.judged
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


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
    ("escort_fare", "escort_fare", say("Escort fare")),
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


class Standing:
    """Options, flights and estimates that the offers may meet, in a constant number of queries."""

    def __init__(self, session: Session, offers: Sequence[Offer], viewer: User | None = None) -> None:
        flights = {flight.code for offer in offers for flight in offer.flights}
        self.options = {
            row.code: row
            for row in session.scalars(
                sa.select(FlightOption).where(FlightOption.code.in_({offer.code for offer in offers}))
            )
        }
        self.flights = {row.code: row for row in session.scalars(sa.select(Flight).where(Flight.code.in_(flights)))}
        estimates = session.scalars(
            sa.select(FlightOption).where(
                FlightOption.state == OptionState.ESTIMATE,
                FlightOption.departs_on.in_({offer.departs_on for offer in offers}),
            )
        ).all()
        self.estimates: dict[tuple[str, ...], list[FlightOption]] = {}
        for row in estimates:
            self.estimates.setdefault(tuple(flight.code for flight in row.flights), []).append(row)
        used = sa.select(Itinerary.option_id).where(
            Itinerary.status != ItineraryStatus.CANCELLED,
            Itinerary.option_id.in_([row.id for row in self.options.values()]),
        )
        if viewer is not None:
            cases = visible_to(viewer).with_only_columns(Case.id)
            used = used.where(Itinerary.id.in_(sa.select(Passenger.itinerary_id).where(Passenger.case_id.in_(cases))))
        self.used = set(session.scalars(used))

    def replaced_by(self, offer: Offer) -> list[FlightOption]:
        """Estimates of the very same flights."""
        same = self.estimates.get(tuple(flight.code for flight in offer.flights), [])
        return [row for row in same if row.code != offer.code]


def judge(
    session: Session, read: Iterable[OfferRows], table: Table, today: date, viewer: User | None = None
) -> Preview:
    """What importing these offers would do today, told to `viewer`. `today` is the date in Prague."""
    found = list(read)
    standing = Standing(session, [one.offer for one in found], viewer)
    faults: list[Fault] = []
    judged = []
    for one in found:
        faults += _faults(one, table, standing, today)
        judged.append(_judged(one, standing))
    notices = [
        say("Column “%(title)s” (%(cell)s) will be ignored.", title=title, cell=cell) for cell, title in table.unused
    ]
    notices += [
        say("%(option)s: used by confirmed itineraries.", option=one.found.offer.code)
        for one in judged
        if one.changes and (row := standing.options.get(one.found.offer.code)) and row.id in standing.used
    ]
    least = settings.read(session)["connection_minutes"]
    notices += [
        say("%(option)s: %(why)s It will not be used in plans.", option=one.offer.code, why=short)
        for one in found
        if (short := short_connection(one.offer.flights, least))
    ]
    return Preview(table.reference, tuple(judged), tuple(faults), tuple(notices), standing=standing)


def _judged(found: OfferRows, standing: Standing) -> Judged:
    offer = found.offer
    row = standing.options.get(offer.code)
    changes = [change for flight in offer.flights for change in flight_changes(flight, offer, standing.flights)]
    if row is not None:
        changes = [*option_changes(offer, row), *changes]
    replaces = tuple(estimate.code for estimate in standing.replaced_by(offer))
    verdict = Verdict.NEW if row is None else Verdict.CHANGED if changes else Verdict.UNCHANGED
    return Judged(found, verdict, tuple(changes), replaces)


def option_changes(offer: Offer, row: FlightOption) -> list[Change]:
    """Fields of the option that the offer would change."""
    found = []
    before, after = [flight.code for flight in row.flights], [flight.code for flight in offer.flights]
    if before != after:
        found.append(Change(say("Flights"), ", ".join(before), ", ".join(after)))
    for name, title in OPTION_FIELDS:
        old, new = getattr(row, name), getattr(offer, name)
        if old != new:
            found.append(Change(title, shown(name, old, row.currency), shown(name, new, offer.currency)))
    return found


def flight_changes(flight: OfferedFlight, offer: Offer, flights: dict[str, Flight]) -> list[Change]:
    """Fields of a standing flight that the offer would change; what the sheet leaves empty stays."""
    row = flights.get(flight.code)
    if row is None:
        return []
    found = []
    for name, column, title in FLIGHT_FIELDS:
        old, new = getattr(row, column), getattr(flight, name)
        if new is not None and old != new:
            label = say("%(flight)s: %(title)s", flight=f"{flight.carrier} {flight.number}", title=title)
            found.append(Change(label, shown(name, old, row.currency), shown(name, new, offer.currency)))
    return found


def shown(name: str, value: Any, currency: str) -> Any:
    """A field's value as a sentence can hold it."""
    if value is None:
        return "–"
    if name in MONEY:
        return Amount(value, currency)
    if isinstance(value, datetime):
        return value.astimezone(PRAGUE).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dict):
        return ", ".join(f"{code} {number}" for code, number in sorted(value.items())) or "–"
    return value.value if isinstance(value, enum.Enum) else str(value) or "–"


def _faults(found: OfferRows, table: Table, standing: Standing, today: date) -> list[Fault]:
    """What the database says against an offer."""
    offer, first = found.offer, found.rows[0]
    faults = []
    row = standing.options.get(offer.code)
    if row is None and offer.departs_on < today:
        faults.append(Fault(table.at(first, "date"), say("This date is in the past."), str(offer.departs_on)))
    if (
        row is not None
        and row.id in standing.used
        and ([flight.code for flight in row.flights] != [flight.code for flight in offer.flights])
    ):
        faults.append(
            Fault(
                table.at(first, "flight"),
                say("Confirmed itineraries use this option. Give the other flights a different option code."),
            )
        )
    for number, flight in zip(found.rows, offer.flights, strict=True):
        known = standing.flights.get(flight.code)
        if known is None and flight.seats is None:
            faults.append(
                Fault(table.at(number, "flight_seats"), say("Enter how many seats we have on this new flight."))
            )
        if known is not None and known.cancelled and row is None:
            faults.append(Fault(table.at(number, "flight"), say("This flight is marked as cancelled."), flight.code))
    return faults


def request_fault(session: Session, table: Table, expected: str) -> Fault | None:
    """What is wrong with the reference: another request's, or one that we never sent."""
    if expected and table.reference and table.reference != expected:
        return Fault(
            "A1", say("This is an answer to %(other)s, not to %(expected)s.", other=table.reference, expected=expected)
        )
    if (
        table.reference
        and session.scalar(sa.select(FlightRequest.id).where(FlightRequest.reference == table.reference)) is None
    ):
        return Fault("A1", say("There is no request %(reference)s.", reference=table.reference), table.reference)
    return None
