"""Day limits: journeys, persons, and by location cases, persons and different first legs, for each departure date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from optimisation.format.problem import Case, Limits

if TYPE_CHECKING:
    from optimisation.scale.formulation.formulation import Formulation

Entry = tuple[int, float]
Amount = Callable[[Case], int]


def add_day_limits(model: Formulation) -> None:
    """Write the rows of every date on which a limit could bind."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for col, (_, journey, _fare) in model.trips.items():
        by_day[model.problem.departure(journey)].append(col)
    for day, columns in sorted(by_day.items()):
        limits = model.problem.day_limits.at(day)
        _sum(model, ("persons", day), columns, limits.persons, lambda case: case.persons)
        _sources(
            model,
            ("journeys", day),
            [(model.problem.journeys_by_id[model.trips[col][1]].legs, col) for col in columns],
            limits.journeys,
        )
        _by_location(model, day, columns, limits)


def _by_location(model: Formulation, day: date, columns: list[int], limits: Limits) -> None:
    for place, limit in limits.by_location.items():
        _sum(model, ("by_location", day, place), columns, limit, _held_at(place))
    for place, limit in limits.persons_by_location.items():
        _sum(model, ("persons_by_location", day, place), columns, limit, _held_at(place, persons=True))
    for place, limit in limits.runs_by_location.items():
        runs = [
            (model.problem.journeys_by_id[model.trips[col][1]].legs[0], col)
            for col in columns
            if any(case.location == place for case in model.units[model.trips[col][0]].cases)
        ]
        _sources(model, ("runs", day, place), runs, limit)


def _held_at(place: str, persons: bool = False) -> Amount:
    """Counts a case, or its persons, when it is at the place."""
    return lambda case: (case.persons if persons else 1) * (case.location == place)


def _sum(model: Formulation, name: tuple[Hashable, ...], columns: list[int], limit: int | None, amount: Amount) -> None:
    if limit is None:
        return
    by_unit: dict[int, float] = {}
    entries: list[Entry] = []
    for col in columns:
        unit = model.trips[col][0]
        if unit not in by_unit:
            by_unit[unit] = float(sum(map(amount, model.units[unit].cases)))
        if by_unit[unit]:
            entries.append((col, by_unit[unit]))
    if sum(by_unit.values()) > limit:
        model.builder.add(name, entries, upper=float(limit))


def _sources(
    model: Formulation, name: tuple[Hashable, ...], uses: Iterable[tuple[Hashable, int]], limit: int | None
) -> None:
    """At most `limit` different sources (journeys' legs, first legs) are used; a column that uses one opens it."""
    if limit is None:
        return
    by_source: dict[Hashable, list[int]] = defaultdict(list)
    for source, col in uses:
        by_source[source].append(col)
    if len(by_source) <= limit:
        return
    opened = []
    for source, columns in by_source.items():
        use = model.builder.column((*name, source))
        opened.append((use, 1.0))
        by_unit: dict[int, list[int]] = defaultdict(list)
        for col in columns:
            by_unit[model.trips[col][0]].append(col)
        for mine in by_unit.values():
            model.builder.add(name, [(use, 1.0), *((col, -1.0) for col in mine)], lower=0.0)
    model.builder.add(name, opened, upper=float(limit))
