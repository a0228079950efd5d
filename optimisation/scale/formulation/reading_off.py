"""From a solution vector to a plan: placements, missions with whom they attend, and every charge on a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date

from optimisation.facts import costs
from optimisation.facts.units import open_lines
from optimisation.format.plan import Fare, Mission, Placement, Plan, Unplaced
from optimisation.format.problem import Problem
from optimisation.judging import figures
from optimisation.scale.formulation.charge_lines import PlanCharge, assign_lines
from optimisation.scale.formulation.formulation import Formulation
from optimisation.scale.matrices.matrix import Floats

Seats = dict[str, tuple[str, Fare]]


def plan_of(model: Formulation, x: Floats) -> Plan | None:
    """The plan that the solution represents, with true totals; None when its charges fit no lines."""
    problem = model.problem
    seats = _seats(model, x)
    flown = [column for column in model.missions if x[column] > 0.5]
    attends: dict[int, list[str]] = defaultdict(list)
    attended_by: dict[str, dict[int, int]] = defaultdict(dict)
    for case, place, column, mission in model.attendances:
        if x[column] > 0.5:
            attends[mission].append(case)
            attended_by[case][place] = mission
    names = {column: f"M{number + 1}" for number, column in enumerate(flown)}
    lines = assign_lines(problem, _plan_charges(model, seats, flown, attends))
    if lines is None:
        return None
    order = {case.id: at for at, case in enumerate(problem.cases)}
    missions = tuple(
        _mission(model, column, names[column], sorted(set(attends[column]), key=order.__getitem__), lines)
        for column in flown
    )
    placements = tuple(
        Placement(
            case.id,
            *seats[case.id],
            _lines_of(case.id, lines),
            tuple(names[attended_by[case.id][at]] for at in range(len(case.escorts))),
        )
        for case in problem.cases
        if case.id in seats
    )
    charters = {key[1]: line for key, line in lines.items() if isinstance(key, tuple) and key[0] == "charter"}
    unplaced = tuple(Unplaced(case.id) for case in problem.cases if case.id not in seats)
    return figures.with_totals(problem, Plan("feasible", placements, unplaced, missions, charters))


def _seats(model: Formulation, x: Floats) -> Seats:
    """Journey and fare of each placed case; a group fare is everybody's on the journey."""
    taken = [model.trips[column] for column in model.trips if x[column] > 0.5]
    grouped = {journey for _, journey, fare in taken if fare == "group"}
    return {
        case.id: (journey, "group" if journey in grouped else "individual")
        for number, journey, _ in taken
        for case in model.units[number].cases
    }


def _plan_charges(
    model: Formulation, seats: Seats, flown: list[int], attends: dict[int, list[str]]
) -> list[PlanCharge]:
    problem = model.problem
    charges = []
    riders: dict[str, set[str]] = defaultdict(set)
    for name, (journey, fare) in seats.items():
        case, row, day = problem.cases_by_id[name], problem.journeys_by_id[journey], problem.departure(journey)
        amount = costs.transport(problem, case, row, fare)
        charges.append(PlanCharge(("transport", name), amount, _open(problem, case.lines.transport, "transport", day)))
        if case.assistance_cost:
            charges.append(
                PlanCharge(
                    ("assistance", name), case.assistance_cost, _open(problem, case.lines.assistance, "assistance", day)
                )
            )
        riders[journey].update(case.lines.transport)
    for journey, lines in riders.items():
        cost = problem.journeys_by_id[journey].fixed_cost
        if cost:
            charges.append(
                PlanCharge(("charter", journey), cost, _open(problem, lines, "charter", problem.departure(journey)))
            )
    for column in flown:
        mission = model.missions[column]
        allowed = {line for name in attends[column] for line in problem.cases_by_id[name].lines.escort}
        if mission.pinned and not attends[column]:
            allowed = set(problem.lines_by_id)
        charges.append(PlanCharge(("escort", column), mission.cost, _open(problem, allowed, "escort", mission.day)))
    return charges


def _open(problem: Problem, lines: Iterable[str], kind: str, day: date) -> tuple[str, ...]:
    return tuple(sorted(open_lines(problem, lines, kind, day)))


def _lines_of(case: str, lines: dict[Hashable, str]) -> dict[str, str]:
    return {kind: lines[kind, case] for kind in ("transport", "assistance") if (kind, case) in lines}


def _mission(model: Formulation, column: int, name: str, attends: list[str], lines: dict[Hashable, str]) -> Mission:
    row = model.missions[column]
    return Mission(name, row.escort, row.role, row.legs, tuple(attends), lines["escort", column], row.cost)
