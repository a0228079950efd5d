"""The timeline of a plan: destinations as rows, days as columns, one bar per itinerary, the escorts below."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import get_locale, gettext, ngettext

from models import CaseStatus, OptionState
from models.base import now
from planner.bookings.words import held_words
from planner.escorts.role_words import role_word
from planner.language import formats
from planner.plans.showing.plan_sheet import Assignment, Rider, Sheet, Trip
from planner.reference.airports import city

SOON = timedelta(days=2)


LENSES = ("destination", "facility", "escort", "donor")


def rows(
    sheet: Sheet, escorts: Sequence[Assignment], url_of: Callable[[Trip], str], chosen: str | None, lens: str
) -> list[dict[str, Any]]:
    """Rows of the timeline component: by destination, facility, escort or donor."""
    piles = sorted(_piles(sheet, lens).items(), key=lambda item: -sum(people for _, people, _ in item[1].values()))
    found = [_row(key, list(pile.values()), url_of, chosen) for key, pile in piles]
    if escorts:
        away = len({one.code for one in escorts})
        found.append(
            {
                "label": gettext("Escorts"),
                "escorts": True,
                "bars": [_escort(one, sheet, url_of) for one in escorts],
                "note": ngettext("%(num)d away", "%(num)d away", away),
            }
        )
    return found


def _piles(sheet: Sheet, lens: str) -> dict[str, dict[str, tuple[Trip, int, int]]]:
    """Label → option → the trip with the people who belong to the label, and the seats they use."""
    found: dict[str, dict[str, tuple[Trip, int, int]]] = {}
    for trip in sheet.trips:
        if not trip.riders:
            held = city(trip.destination, _locale()) if lens == "destination" else gettext("Seats held by the office")
            found.setdefault(held, {})[trip.code] = (trip, 0, 0)
        for rider in trip.riders:
            for label in _labels(sheet, trip, rider, lens):
                pile = found.setdefault(label, {})
                _, people, seats = pile.get(trip.code, (trip, 0, 0))
                pile[trip.code] = (trip, people + rider.people, seats + rider.seats)
    return found


def _labels(sheet: Sheet, trip: Trip, rider: Rider, lens: str) -> list[str]:
    if lens == "facility":
        return [sheet.problem.cases_by_id[rider.id].location]
    if lens == "donor":
        return [rider.line]
    if lens == "escort":
        return [one.code for one in trip.assignments if rider.id in one.attends] or [gettext("without escort")]
    return [city(trip.destination, _locale())]


def _row(
    label: str, trips: list[tuple[Trip, int, int]], url_of: Callable[[Trip], str], chosen: str | None
) -> dict[str, Any]:
    people = sum(count for _, count, _ in trips)
    return {
        "label": label,
        "bars": [_bar(trip, count, seats, url_of, chosen) for trip, count, seats in trips],
        "note": f"{people} · " + ngettext("%(num)d itinerary", "%(num)d itineraries", len(trips)),
    }


def _bar(trip: Trip, people: int, seats: int, url_of: Callable[[Trip], str], chosen: str | None) -> dict[str, Any]:
    notes = [role_word(one.role) for one in trip.assignments][:1]
    state = state_of(trip)
    if state == "estimate":
        notes.append(gettext("estimate"))
    elif trip.time_limit is not None:
        notes.append(gettext("TTL %(day)s", day=formats.day(trip.time_limit, _locale(), weekday=False)))
    if trip.held:
        notes.append(held_words(trip.held))
    label = " · ".join(f"{leg.carrier} {leg.number}" for leg in trip.legs[:1])
    words = gettext(
        "%(label)s, %(day)s: %(people)s people", people=people, label=label, day=formats.day(trip.departs_on, _locale())
    )
    return {
        "start": trip.departs_on,
        "end": trip.arrives_on,
        "used": seats,
        "total": trip.shown_seats,
        "label": label,
        "note": " · ".join(notes),
        "url": url_of(trip),
        "state": state,
        "current": trip.code == chosen,
        "pinned": trip.pinned,
        "words": ", ".join([words, *notes]),
    }


def state_of(trip: Trip) -> str:
    """The look of a bar: charter, estimate, ticketed; late or amber when the time limit is over or near; else held.

    Held is also what it is where nobody is on it whom the reader may know.
    """
    if not trip.riders:
        return "held"
    if trip.journey.fixed_cost:
        return "charter"
    if all(rider.case.status is CaseStatus.TICKETED for rider in trip.riders):
        return "ticketed"
    if trip.option is not None and trip.option.state is OptionState.ESTIMATE:
        return "estimate"
    if trip.time_limit is not None and trip.time_limit <= now() + SOON:
        return "late" if trip.time_limit <= now() else "amber"
    return "held"


def _escort(one: Assignment, sheet: Sheet, url_of: Callable[[Trip], str]) -> dict[str, Any]:
    trip = next((trip for trip in sheet.trips if one.id in {other.id for other in trip.assignments}), None)
    return {
        "start": one.starts,
        "end": one.ends,
        "used": None,
        "total": None,
        "state": "escort",
        "label": f"{one.code} {role_word(one.role)}",
        "url": url_of(trip) if trip else "#main",
    }


def zoom_of(start: date, end: date, wanted: str | None) -> str:
    """The requested zoom, else the one that fits the period."""
    if wanted in ("2", "4", "bars", "counts"):
        return wanted
    days = (end - start).days + 1
    return "2" if days <= 16 else "4" if days <= 31 else "bars"


def _locale() -> str:
    return str(get_locale() or "en")
