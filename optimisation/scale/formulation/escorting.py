"""Missions of escorts and whom they attend. Only missions worth flying become columns; `crowds.py` picks from many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimisation.facts.suitability import speaks
from optimisation.facts.units import open_lines
from optimisation.format.problem import Escort, EscortNeed
from optimisation.scale.formulation.charges import Charges
from optimisation.scale.formulation.crowds import Crowd
from optimisation.scale.formulation.missions import (
    Legs,
    Mission,
    is_possible,
    mission_of,
    paths_serving,
    turns_back_too_late,
)

if TYPE_CHECKING:
    from optimisation.scale.formulation.formulation import Formulation, LegUse

CROWDED = 1_500_000  # demands × paths × escorts; above this only some escorts become missions on a path


@dataclass(frozen=True)
class Demand:
    """A need of one case on every trip column whose covered legs are the same."""

    case: str
    place: int
    need: EscortNeed
    lines: frozenset[str]
    legs: Legs
    columns: tuple[int, ...]


def add_missions(model: Formulation, charges: Charges, use: LegUse) -> None:
    """Columns for missions and attendances, and the rows of rules 5, 6, 7 and 11."""
    demands = list(_demands(model))
    if not demands and not model.problem.missions_pinned:
        return
    attended: dict[int, list[tuple[Demand, int]]] = defaultdict(list)
    paths = _paths(model, demands)
    ways = sum(len(paths[demand.need.role, demand.legs]) for demand in demands)
    crowd = Crowd(model.problem) if ways * len(model.problem.escorts) > CROWDED else None
    for pin in model.problem.missions_pinned:
        _mission(model, pin.escort, pin.role, pin.legs)
    serving: dict[tuple[object, ...], list[int]] = {}
    named = _named(model)
    for demand in demands:
        asked = demand.need.role, demand.need.languages, demand.need.gender, demand.legs
        if asked not in serving:
            serving[asked] = list(_serving(model, demand, paths[demand.need.role, demand.legs], crowd, named))
        missions = serving[asked]
        columns = model.builder.switches([("attends", demand.case, demand.place, demand.legs, one) for one in missions])
        for mission, attends in zip(missions, columns, strict=True):
            attended[mission].append((demand, attends))
            known = model.attendances if mission in model.missions else model.widened
            known.append((demand.case, demand.place, attends, mission))
        entries = [*((col, 1.0) for col in columns), *((col, -1.0) for col in demand.columns)]
        model.builder.add(("escort", demand.case), entries, 0.0, 0.0)
    _load(model, attended)
    _seats_and_money(model, charges, use, attended)
    _rosters(model)


def _demands(model: Formulation) -> Iterator[Demand]:
    for number, unit in enumerate(model.units):
        for case in unit.cases:
            for place, need in enumerate(case.escorts):
                by_legs: dict[Legs, list[int]] = defaultdict(list)
                for col in model.of_unit[number]:
                    legs = model.problem.journeys_by_id[model.trips[col][1]].legs
                    by_legs[legs if need.until == "destination" else legs[:1]].append(col)
                for legs, columns in by_legs.items():
                    yield Demand(case.id, place, need, frozenset(case.lines.escort), legs, tuple(columns))


def _paths(model: Formulation, demands: list[Demand]) -> dict[tuple[str, Legs], list[tuple[Legs, bool]]]:
    """Paths that could serve (role, legs), and whether only a pin would fly so far."""
    found: dict[tuple[str, Legs], list[tuple[Legs, bool]]] = defaultdict(list)
    wanted: dict[str, set[Legs]] = defaultdict(set)
    for demand in demands:
        wanted[demand.need.role].add(demand.legs)
    for role, sets in sorted(wanted.items()):
        for path, covered in paths_serving(model.problem, sets).items():
            too_far = turns_back_too_late(model.problem, path, covered)
            for legs in covered:
                found[role, legs].append((path, too_far))
    return found


def _named(model: Formulation) -> dict[tuple[str, Legs], list[str]]:
    """Who flies in a role on some legs by a pin or in the plan that is known; these missions always have columns."""
    found: dict[tuple[str, Legs], list[str]] = defaultdict(list)
    for escort, role, legs in sorted(model.mission_pins | model.known):
        found[role, legs].append(escort)
    return found


def _serving(
    model: Formulation,
    demand: Demand,
    paths: list[tuple[Legs, bool]],
    crowd: Crowd | None,
    named: dict[tuple[str, Legs], list[str]],
) -> Iterator[int]:
    """Columns of missions that could meet the demand, and of anybody in the crowd."""
    role = demand.need.role
    able: list[str] | None = None
    for path, too_far in paths:
        here = named.get((role, path), ())
        pinned = [name for name in here if _can(model.problem.escorts_by_id[name], demand.need)]
        names, least = pinned, None
        if crowd is not None and not too_far:
            few, least = crowd.few(demand.need, path)
            names = [*few, *(name for name in pinned if name not in few)]
        elif not too_far:
            able = able or [escort.id for escort in model.problem.escorts if _can(escort, demand.need)]
            names = able
        for name in names:
            column = _mission(model, name, role, path)
            if column is not None:
                yield column
        if crowd is not None and least is not None:
            yield _anybody(model, role, path, least, len(crowd.order(role, path)))


def _can(escort: Escort, need: EscortNeed) -> bool:
    return need.role in escort.roles and speaks(escort, need)


def _anybody(model: Formulation, role: str, path: Legs, cost: int, most: int) -> int:
    """The column of anybody who could fly this; its cost is that of the cheapest who could attend some need."""
    known = model.builder.index.get(("anybody", role, path))
    if known is None:
        day = model.problem.legs_by_id[path[0]].departure_date
        price = cost + model.problem.mission_price
        known = model.builder.column(("anybody", role, path), cost=price, most=float(most))
        model.anybody[known] = Mission("", role, path, day, 0, 0, cost)
    elif cost < model.anybody[known].cost:
        model.anybody[known] = replace(model.anybody[known], cost=cost)
        model.builder.cost[known] = cost + model.problem.mission_price
    return known


def _mission(model: Formulation, escort: str, role: str, path: Legs) -> int | None:
    known = model.builder.index.get(("mission", escort, role, path))
    if known is not None:
        return known
    pinned = (escort, role, path) in model.mission_pins
    possible = is_possible(model.problem, escort, role, path)
    if not possible and not pinned:
        return None
    mission = mission_of(model.problem, escort, role, path, pinned)
    column = model.builder.column(
        ("mission", escort, role, path),
        cost=mission.cost + model.problem.mission_price,
        least=float(pinned),
        most=float(possible),
    )
    model.missions[column] = mission
    return column


def _load(model: Formulation, attended: dict[int, list[tuple[Demand, int]]]) -> None:
    for mission, rows in attended.items():
        row = model.missions.get(mission) or model.anybody[mission]
        capacity = model.problem.roles[row.role]
        if mission in model.anybody:  # nobody flies without a need to attend
            needs = len({(demand.case, demand.place) for demand, _ in rows})
            model.builder.most[mission] = min(model.builder.most[mission], float(needs))
        _flies_for_all(model, mission, rows)
        for leg in row.legs:
            loads = [(column, float(demand.need.load)) for demand, column in rows if leg in demand.legs]
            if sum(value for _, value in loads) > capacity:
                model.builder.add(("load", mission, leg), [*loads, (mission, -float(capacity))], upper=0.0)
        if not row.pinned:
            model.builder.add(
                ("attends", mission), [(mission, -1.0), *((column, 1.0) for _, column in rows)], lower=0.0
            )


def _flies_for_all(model: Formulation, mission: int, rows: list[tuple[Demand, int]]) -> None:
    """Nobody is attended by a mission that is not flown; a case's needs share a row, as it takes only one journey."""
    by_case: dict[str, list[int]] = defaultdict(list)
    for demand, column in rows:
        by_case[demand.case].append(column)
    alone = [columns[0] for columns in by_case.values() if len(columns) == 1]
    model.builder.imply(("attends", mission), alone, mission)
    for columns in by_case.values():
        if len(columns) > 1:
            model.builder.add(("attends", mission), [(mission, 1.0), *((col, -1.0) for col in columns)], lower=0.0)


def _seats_and_money(
    model: Formulation, charges: Charges, use: LegUse, attended: dict[int, list[tuple[Demand, int]]]
) -> None:
    for column, mission in (*model.missions.items(), *model.anybody.items()):
        for leg in mission.legs:
            use.seats[leg].append((column, 1.0))
        allowed = {line for demand, _ in attended.get(column, []) for line in demand.lines}
        if mission.pinned:
            allowed = set(model.problem.lines_by_id)
        lines = open_lines(model.problem, allowed, "escort", mission.day)
        charges.charge(("escort", column), column, mission.cost, lines)
        if column in model.anybody:
            continue
        if not lines:
            model.builder.most[column] = 0.0
        _payers(model, charges, column, lines, attended.get(column, []))


def _payers(
    model: Formulation, charges: Charges, mission: int, lines: frozenset[str], attended: list[tuple[Demand, int]]
) -> None:
    """A mission is charged to a line of a case that it attends; a pinned one may attend nobody."""
    by_line = {line: [column for demand, column in attended if line in demand.lines] for line in lines}
    if all(len(columns) == len(attended) for columns in by_line.values()):
        return
    paid = [(column, 1.0) for demand, column in attended if demand.lines & lines]
    if model.missions[mission].pinned:
        others = {line: [column for demand, column in attended if line not in demand.lines] for line in lines}
        charges.only_with(("escort", mission), by_line, others)
    else:
        model.builder.add(("attends", mission), [(mission, -1.0), *paid], lower=0.0)
        charges.only_with(("escort", mission), by_line, {})


def _rosters(model: Formulation) -> None:
    """An escort is on one mission at a time, rest included, and on at most `max_missions`."""
    by_escort: dict[str, list[int]] = defaultdict(list)
    for column, mission in model.missions.items():
        by_escort[mission.escort].append(column)
    for name, columns in by_escort.items():
        escort = model.problem.escorts_by_id[name]
        spans = sorted((model.missions[col].first, model.missions[col].last + escort.rest_days, col) for col in columns)
        live: list[tuple[int, int]] = []
        for at, (day, last, col) in enumerate(spans):
            live = [one for one in live if one[0] >= day] + [(last, col)]
            last_of_day = at + 1 == len(spans) or spans[at + 1][0] > day
            if last_of_day and len(live) > 1:
                model.builder.add(("roster", name, day), [(one, 1.0) for _, one in live], upper=1.0)
        if escort.max_missions is not None and len(columns) > escort.max_missions:
            model.builder.add(("roster", name), [(col, 1.0) for col in columns], upper=float(escort.max_missions))
