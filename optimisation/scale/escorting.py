"""Missions of escorts and whom they attend: only missions worth flying become columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from optimisation.nouns import Escort, EscortNeed, Leg, Problem
from optimisation.scale.money import Charges
from optimisation.scale.units import open_lines

if TYPE_CHECKING:
    from optimisation.scale.formulation import Formulation, LegUse

Legs = tuple[str, ...]


@dataclass(frozen=True)
class Mission:
    """One escort in one role on the first legs of a journey; both days count."""

    escort: str
    role: str
    legs: Legs
    first: date
    last: date
    cost: int
    pinned: bool = False


@dataclass(frozen=True)
class Wish:
    """A need of one case on every trip column whose covered legs are the same."""

    case: str
    place: int
    need: EscortNeed
    lines: frozenset[str]
    legs: Legs
    columns: tuple[int, ...]


def add_missions(model: Formulation, charges: Charges, use: LegUse) -> None:
    """Columns for missions and attendances, and the rows of rules 5, 6, 7 and 11."""
    wishes = list(_wishes(model))
    if not wishes and not model.problem.missions_pinned:
        return
    attended: dict[int, list[tuple[Wish, int]]] = defaultdict(list)
    by_key = _mission_columns(model, wishes)
    for wish in wishes:
        columns = []
        for mission in by_key.get((wish.need.role, wish.legs), []):
            if _speaks(model.problem.escorts_by_id[model.missions[mission].escort], wish.need):
                attends = model.builder.column(("attends", wish.case, wish.place, wish.legs, mission))
                attended[mission].append((wish, attends))
                model.attendances.append((wish.case, wish.place, attends, mission))
                columns.append(attends)
        model.builder.add(("escort", wish.case), [*((col, 1.0) for col in columns), *((col, -1.0) for col in wish.columns)], 0.0, 0.0)
    _load(model, attended)
    _seats_and_money(model, charges, use, attended)
    _rosters(model)


def _wishes(model: Formulation) -> Iterator[Wish]:
    for number, unit in enumerate(model.units):
        for case in unit.cases:
            for place, need in enumerate(case.escorts):
                by_legs: dict[Legs, list[int]] = defaultdict(list)
                for col in model.of_unit[number]:
                    legs = model.problem.journeys_by_id[model.trips[col][1]].legs
                    by_legs[legs if need.until == "destination" else legs[:1]].append(col)
                for legs, columns in by_legs.items():
                    yield Wish(case.id, place, need, frozenset(case.lines.escort), legs, tuple(columns))


def _mission_columns(model: Formulation, wishes: list[Wish]) -> dict[tuple[str, Legs], list[int]]:
    """Mission columns that could serve (role, legs)."""
    problem, found = model.problem, defaultdict(list)
    wanted: dict[str, set[Legs]] = defaultdict(set)
    for wish in wishes:
        wanted[wish.need.role].add(wish.legs)
    with_leg: dict[str, list[Legs]] = defaultdict(list)
    for path in sorted(problem.prefixes):
        for leg in path:
            with_leg[leg].append(path)
    pins = {(pin.escort, pin.role, pin.legs) for pin in problem.missions_pinned}
    for role, sets in sorted(wanted.items()):
        serves: dict[Legs, list[Legs]] = defaultdict(list)
        for legs in sorted(sets):
            for path in with_leg[legs[0]]:
                if set(legs) <= set(path):
                    serves[path].append(legs)
        for path, covered in serves.items():
            wasted = _wasted(problem, path, covered)
            for escort in problem.escorts:
                key = (escort.id, role, path)
                if role in escort.roles and (key in pins or not wasted) and (column := _mission(model, *key, key in pins)) is not None:
                    for legs in covered:
                        found[role, legs].append(column)
    for pin in sorted(pins):
        _mission(model, *pin, pinned=True)
    return found


def _wasted(problem: Problem, path: Legs, covered: list[Legs]) -> bool:
    """The last legs serve nobody, and turning back before them brings the escort home no later."""
    needed = {leg for legs in covered for leg in legs}
    short = path
    while short[-1] not in needed:
        short = short[:-1]
    return short != path and home_on(problem, short) <= home_on(problem, path)


def home_on(problem: Problem, path: Legs) -> date:
    """The day an escort who flew these legs is home."""
    last: Leg = problem.legs_by_id[path[-1]]
    days = last.return_days if last.return_days is not None else problem.return_days.get(last.destination, 1)
    return last.arrival_date + timedelta(days=days)


def _mission(model: Formulation, escort_id: str, role: str, path: Legs, pinned: bool) -> int | None:
    known = model.builder.index.get(("mission", escort_id, role, path))
    if known is not None:
        return known
    problem, escort = model.problem, model.problem.escorts_by_id[escort_id]
    legs = [problem.legs_by_id[leg] for leg in path]
    first, last = legs[0].departure_date, home_on(problem, path)
    inside = any(start <= first and last <= end for start, end in escort.available)
    touches = any(airport in escort.barred for leg in legs for airport in (leg.origin, leg.destination))
    possible = inside and not touches and role in escort.roles and path in problem.prefixes
    if not possible and not pinned:
        return None
    cost = sum(leg.escort_fare for leg in legs) + escort.daily_cost * ((last - first).days + 1)
    column = model.builder.column(("mission", escort_id, role, path), cost=cost, least=float(pinned), most=float(possible))
    model.missions[column] = Mission(escort_id, role, path, first, last, cost, pinned)
    return column


def _speaks(escort: Escort, need: EscortNeed) -> bool:
    return (need.languages is None or bool(set(need.languages) & set(escort.languages))) and need.gender in (None, escort.gender)


def _load(model: Formulation, attended: dict[int, list[tuple[Wish, int]]]) -> None:
    for mission, rows in attended.items():
        row = model.missions[mission]
        capacity = model.problem.roles[row.role]
        by_case: dict[str, list[int]] = defaultdict(list)
        for wish, column in rows:
            by_case[wish.case].append(column)
        for columns in by_case.values():
            model.builder.add(("attends", mission), [(mission, 1.0), *((col, -1.0) for col in columns)], lower=0.0)
        for leg in row.legs:
            loads = [(column, float(wish.need.load)) for wish, column in rows if leg in wish.legs]
            if sum(value for _, value in loads) > capacity:
                model.builder.add(("load", mission, leg), [*loads, (mission, -float(capacity))], upper=0.0)
        if not row.pinned:
            model.builder.add(("attends", mission), [(mission, -1.0), *((column, 1.0) for _, column in rows)], lower=0.0)


def _seats_and_money(model: Formulation, charges: Charges, use: LegUse, attended: dict[int, list[tuple[Wish, int]]]) -> None:
    for column, mission in model.missions.items():
        for leg in mission.legs:
            use.seats[leg].append((column, 1.0))
        allowed = {line for wish, _ in attended.get(column, []) for line in wish.lines}
        if mission.pinned:
            allowed = set(model.problem.lines_by_id)
        lines = open_lines(model.problem, allowed, "escort", mission.first)
        if not lines:
            model.builder.most[column] = 0.0
        charges.charge(("escort", column), column, mission.cost, lines)
        if not mission.pinned or attended.get(column):
            charges.only_with(("escort", column), _payers(lines, attended.get(column, [])))


def _payers(lines: frozenset[str], attended: list[tuple[Wish, int]]) -> dict[str, list[int]]:
    """For each line the attendances of cases that allow it."""
    return {line: [column for wish, column in attended if line in wish.lines] for line in lines}


def _rosters(model: Formulation) -> None:
    """On each day an escort starts, at most one mission is under way or rested from; and at most so many in all."""
    by_escort: dict[str, list[int]] = defaultdict(list)
    for column, mission in model.missions.items():
        by_escort[mission.escort].append(column)
    for name, columns in by_escort.items():
        escort = model.problem.escorts_by_id[name]
        spans = sorted((model.missions[col].first, model.missions[col].last + timedelta(days=escort.rest_days), col) for col in columns)
        live: list[tuple[date, int]] = []
        for at, (day, last, col) in enumerate(spans):
            live = [one for one in live if one[0] >= day] + [(last, col)]
            last_of_day = at + 1 == len(spans) or spans[at + 1][0] > day
            if last_of_day and len(live) > 1:
                model.builder.add(("roster", name, day), [(one, 1.0) for _, one in live], upper=1.0)
        if escort.max_missions is not None and len(columns) > escort.max_missions:
            model.builder.add(("roster", name), [(col, 1.0) for col in columns], upper=float(escort.max_missions))
