"""Day limits of a problem, from the planner's rules, less what leaves on those days outside the problem."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from models import DayLimit, Passenger, SeatHold

PLACES = {"cases": "by_location", "people": "persons_by_location", "drives": "runs_by_location"}
WHOLE = {"itineraries": "journeys", "people": "persons"}


def day_limits(
    rows: Iterable[DayLimit], outside: Iterable[Passenger], places: set[str], holds: Iterable[SeatHold] = ()
) -> dict[str, Any]:
    """The problem's `day_limits`. `outside` are people who leave without being in the problem, `holds` held seats.

    An itinerary shared by people inside and outside counts twice: the limit is never exceeded, at worst the plan leaves
    one place of a day unused. `places` are the codes that the problem knows as locations.
    """
    every: dict[str, Any] = {}
    on: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.facility is None or row.facility.code in places:
            _write(every if row.on is None else on.setdefault(row.on.isoformat(), {}), row)
    for day, taken in _taken(outside, holds).items():
        own = on.get(day, {})
        for key, count in taken.items():
            _deduct(every, own, key, count)
        if own:
            on[day] = own
    return {**every, **({"on": on} if on else {})}


def _write(limits: dict[str, Any], row: DayLimit) -> None:
    for column, key in (WHOLE if row.facility is None else PLACES).items():
        most = getattr(row, column)
        if most is not None and row.facility is None:
            limits[key] = most
        elif most is not None and row.facility is not None:
            limits.setdefault(key, {})[row.facility.code] = most


def _deduct(every: dict[str, Any], own: dict[str, Any], key: tuple[str, str | None], count: int) -> None:
    name, place = key
    if place is None:
        most = own.get(name, every.get(name))
        if most is not None:
            own[name] = max(0, most - count)
        return
    most = own.get(name, {}).get(place, every.get(name, {}).get(place))
    if most is not None:
        own.setdefault(name, {})[place] = max(0, most - count)


def _taken(outside: Iterable[Passenger], holds: Iterable[SeatHold]) -> dict[str, dict[tuple[str, str | None], int]]:
    """Day → (limit, place or None for all) → how much of it is used."""
    seen: dict[date, dict[tuple[str, str | None], set[object]]] = {}
    for one in outside:
        option = one.itinerary.option
        place = one.person.facility.code if one.person.facility else None
        counted: list[tuple[tuple[str, str | None], object]] = [
            (("journeys", None), tuple(flight.code for flight in option.flights)),
            (("persons", None), one.person_id),
        ]
        if place:
            counted += [
                (("by_location", place), one.case_id),
                (("persons_by_location", place), one.person_id),
                (("runs_by_location", place), option.flights[0].code),
            ]
        day = seen.setdefault(one.itinerary.departs_on, {})
        for key, what in counted:
            day.setdefault(key, set()).add(what)
    for hold in holds:
        day = seen.setdefault(hold.itinerary.departs_on, {})
        flights = tuple(flight.code for flight in hold.itinerary.option.flights)
        day.setdefault(("journeys", None), set()).add(flights)
        day.setdefault(("persons", None), set()).update(("held", hold.id, seat) for seat in range(hold.seats))
    return {day.isoformat(): {key: len(what) for key, what in counts.items()} for day, counts in seen.items()}
