"""Offers compared with the database: new, changed or unchanged, with every field that would change."""

import enum
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Flight, FlightOption, FlightRequest, Itinerary, ItineraryStatus, OptionState
from models.office import today
from models.people.account import User
from models.words import Amount, Count, Say, say
from planner import settings
from planner.flights.changes import Change, amounts, flight_changes, option_changes
from planner.flights.connections import short_connection
from planner.flights.held import shown_to
from planner.flights.offers import Offer
from planner.flights.workbook.offers_reading import OfferRows, only_case
from planner.flights.workbook.offers_table import Fault, Table

LONGEST_CODE = 60
"""Maximum length of an option code, including the reference of its request."""


class Verdict(enum.Enum):
    """The effect of importing an offer."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


MOST_SHOWN = 200
"""So many offers are shown before an import; a year of offers has twenty thousand rows."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One offer with the effect of importing it."""

    found: OfferRows
    verdict: Verdict
    changes: tuple[Change, ...]
    replaces: tuple[str, ...]
    """Codes of estimates with the same flights, which the offer replaces."""
    row: str = ""
    """The first row of the offer in the workbook: 17, or Hanoi!17."""

    @property
    def amounts(self) -> list[tuple[Say, Amount]]:
        """Every amount that is stored, with its label."""
        return list(amounts(self.found.offer))


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of an import. With a fault it imports nothing."""

    reference: str
    judged: tuple[Judged, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Say, ...]
    table: Table | None = None
    """The table that was read; None if none was found."""
    standing: "Standing | None" = None
    """The stored rows that match the offers; None if the table could not be read."""

    def count(self, verdict: Verdict) -> Count:
        return Count(sum(one.verdict is verdict for one in self.judged))

    @property
    def first(self) -> list[Judged]:
        """The offers that a page shows: at most `MOST_SHOWN`, those that change something before all others."""
        if len(self.judged) <= MOST_SHOWN:
            return list(self.judged)
        ordered = sorted(self.judged, key=lambda one: one.verdict is Verdict.UNCHANGED)
        return ordered[:MOST_SHOWN]

    @property
    def fingerprint(self) -> str:
        """A value that changes when importing the same file would do something else than what was shown."""
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


class Standing:
    """Stored options, flights and estimates that match the offers, in a constant number of queries."""

    def __init__(self, session: Session, offers: Sequence[Offer], viewer: User | None = None) -> None:
        flights = {flight.code for offer in offers for flight in offer.flights}
        wanted = {offer.code.lower() for offer in offers}
        rows = session.scalars(sa.select(FlightOption).where(sa.func.lower(FlightOption.code).in_(wanted)))
        self.options = {row.code: row for row in rows}
        self._codes = {code.casefold(): code for code in self.options}
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
            used = used.where(shown_to(viewer, today()))
        self.used = set(session.scalars(used))

    def twin(self, code: str) -> str | None:
        """The code of another option that differs from this one only in case, if there is one."""
        known = self._codes.get(code.casefold())
        return known if code not in self.options else None

    def replaced_by(self, offer: Offer) -> list[FlightOption]:
        """Estimates with exactly the same flights."""
        same = self.estimates.get(tuple(flight.code for flight in offer.flights), [])
        return [row for row in same if row.code != offer.code]


def judge(
    session: Session, read: Iterable[OfferRows], table: Table, today: date, viewer: User | None = None
) -> Preview:
    """The effect of importing these offers today, as far as `viewer` may see. `today` is the date at the office."""
    found = list(read)
    standing = Standing(session, [one.offer for one in found], viewer)
    faults: list[Fault] = []
    judged = []
    for one in found:
        faults += _faults(one, table, standing, today)
        judged.append(_judged(one, standing, table))
    notices = [
        *table.notices,
        *(
            say("Column “%(title)s” (%(cell)s) will be ignored.", title=title, cell=cell)
            for cell, title in table.unused
        ),
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
    return Preview(table.reference, tuple(judged), tuple(faults), tuple(notices), table=table, standing=standing)


def _judged(found: OfferRows, standing: Standing, table: Table) -> Judged:
    offer = found.offer
    row = standing.options.get(offer.code)
    changes = [change for flight in offer.flights for change in flight_changes(flight, standing.flights)]
    if row is not None:
        changes = [*option_changes(offer, row), *changes]
    replaces = tuple(estimate.code for estimate in standing.replaced_by(offer))
    verdict = Verdict.NEW if row is None else Verdict.CHANGED if changes else Verdict.UNCHANGED
    return Judged(found, verdict, tuple(changes), replaces, table.row_name(found.rows[0]))


def _faults(found: OfferRows, table: Table, standing: Standing, today: date) -> list[Fault]:
    """Faults of an offer compared with the database."""
    offer, first = found.offer, found.rows[0]
    faults = []
    row = standing.options.get(offer.code)
    if twin := standing.twin(offer.code):
        faults.append(Fault(table.at(first, "option"), only_case(twin), offer.code))
    if len(offer.code) > LONGEST_CODE:
        faults.append(Fault(table.at(first, "option"), _too_long(offer.code), offer.code[:60]))
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


def _too_long(code: str) -> Say:
    """The message that the code is too long together with the request's reference."""
    taken = len(code.partition("/")[0]) + 1 if "/" in code else 0
    return say("For this request, an option code can have up to %(most)s characters.", most=LONGEST_CODE - taken)


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
