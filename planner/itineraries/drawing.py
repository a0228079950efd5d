"""The time line of a plan: destinations down, days across, one bar an itinerary, the escorts below."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import get_locale, gettext, ngettext

from models import OptionState
from planner import formats
from planner.airports import city
from planner.itineraries.shown import Assignment, Sheet, Trip, by_destination


def rows(
    sheet: Sheet, escorts: Sequence[Assignment], url_of: Callable[[Trip], str], chosen: str | None,
) -> list[dict[str, Any]]:
    """Rows for the time line component."""
    found = [_row(code, trips, url_of, chosen) for code, trips in by_destination(sheet.trips).items()]
    if escorts:
        away = len({one.code for one in escorts})
        found.append({"label": gettext("Escorts"), "escorts": True, "bars": [_escort(one, sheet, url_of)
                      for one in escorts], "note": ngettext("%(num)d away", "%(num)d away", away)})
    return found


def _row(code: str, trips: list[Trip], url_of: Callable[[Trip], str], chosen: str | None) -> dict[str, Any]:
    people = sum(trip.people for trip in trips)
    return {"label": city(code, _locale()), "bars": [_bar(trip, url_of, chosen) for trip in trips],
            "note": f"{people} · " + ngettext("%(num)d itinerary", "%(num)d itineraries", len(trips))}


def _bar(trip: Trip, url_of: Callable[[Trip], str], chosen: str | None) -> dict[str, Any]:
    notes = [one.role for one in trip.assignments][:1]
    state = state_of(trip)
    if state == "estimate":
        notes.append(gettext("estimate"))
    elif trip.time_limit is not None:
        notes.append(gettext("TTL %(day)s", day=formats.day(trip.time_limit, _locale(), weekday=False)))
    label = " · ".join(f"{leg.carrier} {leg.number}" for leg in trip.legs[:1])
    words = gettext("%(people)s people on %(label)s, %(day)s", people=trip.people, label=label,
                    day=formats.day(trip.departs_on, _locale()))
    return {"start": trip.departs_on, "end": trip.arrives_on, "used": trip.people, "total": trip.seats,
            "label": label, "note": " · ".join(notes), "url": url_of(trip), "state": state,
            "current": trip.code == chosen, "pinned": trip.pinned, "words": ", ".join([words, *notes])}


def state_of(trip: Trip) -> str:
    """The look of a bar: charter, estimate, or held."""
    if trip.journey.fixed_cost:
        return "charter"
    if trip.option is not None and trip.option.state is OptionState.ESTIMATE:
        return "estimate"
    return "held"


def _escort(one: Assignment, sheet: Sheet, url_of: Callable[[Trip], str]) -> dict[str, Any]:
    trip = next((trip for trip in sheet.trips if one.id in {other.id for other in trip.assignments}), None)
    return {"start": one.starts, "end": one.ends, "used": None, "total": None, "state": "escort",
            "label": f"{one.code} {one.role}", "url": url_of(trip) if trip else "#main"}


def zoom_of(start: date, end: date, wanted: str | None) -> str:
    """The zoom asked for, else the one that fits the window."""
    if wanted in ("2", "4", "bars", "counts"):
        return wanted
    days = (end - start).days + 1
    return "2" if days <= 16 else "4" if days <= 31 else "bars"


def _locale() -> str:
    return str(get_locale() or "en")
