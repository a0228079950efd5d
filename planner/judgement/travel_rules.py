"""Rules on the journey: flights, other people on board, projects that pay, escorts."""

from collections.abc import Iterator
from typing import Any

from models.people.case import Case
from models.people.keep_apart import ApartScope
from models.travel.judgement import Verdict
from planner.documents.queries import Circumstances
from planner.judgement.paper_rules import curable
from planner.judgement.reason import Reason, reason
from planner.judgement.trip import Trip

NO, RISK = Verdict.MUST_NOT_TRAVEL, Verdict.AT_RISK
APART = {ApartScope.FLIGHT: "apart_flight", ApartScope.DAYS: "apart_days"}


def flights(_case: Case, trip: Trip, _known: Circumstances) -> Iterator[Reason]:
    """A flight that is cancelled, or leaves on another day than booked."""
    for leg in trip.legs:
        if leg.cancelled:
            yield reason("flight_cancelled", NO, flight=leg.name)
    if trip.booked and trip.departs != trip.booked_for:
        yield reason("flight_moved", RISK, day=trip.booked_for, departs=trip.departs)


def kept_apart(_case: Case, trip: Trip, _known: Circumstances) -> Iterator[Reason]:
    """Someone who must be kept apart travels too; the reason does not say which case."""
    for scope in trip.apart:
        yield reason(APART[scope], NO)


def funding(_case: Case, trip: Trip, _known: Circumstances) -> Iterator[Reason]:
    """The projects that pay must cover departures on this day."""
    for window in trip.windows:
        if not window.starts <= trip.departs <= window.ends:
            yield reason(
                "funding", NO, project=window.project, starts=window.starts, ends=window.ends, departs=trip.departs
            )


def escorts(_case: Case, trip: Trip, known: Circumstances) -> Iterator[Reason]:
    """Every need must have an escort who still fits it, and every escort must be able to travel."""
    if trip.unattended:
        yield reason("escort_missing", curable(trip, known))
    for code in trip.away:
        yield reason("escort_away", curable(trip, known), escort=code)
    for code, escort, airport in trip.unsuited:
        values: dict[str, Any] = {"escort": escort, "airport": airport} if airport else {"escort": escort}
        yield reason(code, curable(trip, known), **values)
