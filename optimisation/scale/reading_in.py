"""From a plan to a solution vector: what was found elsewhere becomes the start of this search."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.facts.plan_index import covered_legs
from optimisation.format.plan import Placement, Plan
from optimisation.scale.board import Board
from optimisation.scale.formulation.formulation import Flown, Formulation
from optimisation.scale.formulation.money_flows import MoneyFlows
from optimisation.scale.matrices.matrix import Flags, Floats, Key
from optimisation.scale.workers import Task

SECONDS = 10.0


def flown(plan: Plan | None) -> Flown:
    """The plan's missions, which the formulation needs as columns."""
    return frozenset((one.escort, one.role, one.legs) for one in plan.missions) if plan is not None else frozenset()


def start_from_plan(board: Board, name: str, plan: Plan) -> Generator[Task, Any, None]:
    """Offer the plan's own solution: what supports its decisions (money, opened journeys) follows from it; a worker is
    asked only if it does not.
    """
    known = decided(board.model, plan)
    if known is None:
        return
    x, settled = known
    if board.offer(_supported(board.model, plan, x)):
        return
    goal = board.model.compiled().cost
    answer = yield Task(name, goal, min(SECONDS, max(0.05, board.search.left() / 4)), base=x, free=~settled)
    if answer is not None and answer.x is not None:
        board.offer(answer.x)


def _supported(model: Formulation, plan: Plan, x: Floats) -> Floats:
    """With the columns that open journeys, choose fares and charters, and let money flow."""
    x, problem = x.copy(), model.problem
    used = {one.journey for one in plan.placements}
    grouped = {one.journey for one in plan.placements if one.fare == "group"}
    legs = {problem.journeys_by_id[journey].legs for journey in used}
    runs = {
        (problem.cases_by_id[one.case].location, problem.journeys_by_id[one.journey].legs[0]) for one in plan.placements
    }
    for key, column in model.builder.index.items():
        if key[0] == "open":
            x[column] = key[1] in used
        elif key[0] == "group":
            x[column] = key[1] in grouped
        elif key[0] == "charter":
            x[column] = plan.charters.get(key[1]) == key[2]
        elif key[0] == "journeys":
            x[column] = key[-1] in legs
        elif key[0] == "runs":
            x[column] = key[-2:] in runs
    return MoneyFlows.of(model).recomputed(model, x)


def decided(model: Formulation, plan: Plan) -> tuple[Floats, Flags] | None:
    """Trips, missions and attendances of the plan as columns, and which columns those are; None when one is missing."""
    index, matrix = model.builder.index, model.compiled()
    keys: list[Key] = []
    journeys = {one.case: one for one in plan.placements}
    for number, unit in enumerate(model.units):
        keys.append(_trip(model, number, journeys.get(unit.cases[0].id)))
    missions: dict[str | None, Key] = {one.id: ("mission", one.escort, one.role, one.legs) for one in plan.missions}
    keys += missions.values()
    for one in plan.placements:
        case, journey = model.problem.cases_by_id[one.case], model.problem.journeys_by_id[one.journey]
        for place, need in enumerate(case.escorts):
            column = index.get(missions.get(one.attended_by[place], ()), -1)
            keys.append(("attends", one.case, place, covered_legs(need, journey), column))
    if any(key not in index for key in keys):
        return None
    x: Floats = np.zeros(matrix.columns)
    x[[index[key] for key in keys]] = 1.0
    settled: Flags = np.zeros(matrix.columns, dtype=np.bool_)
    settled[[*model.trips, *model.left, *model.missions]] = True
    settled[[column for _, _, column, _ in model.attendances]] = True
    return x, settled


def _trip(model: Formulation, number: int, one: Placement | None) -> Any:
    """The column of a unit's placement; a fare that is never cheaper has no column of its own."""
    if one is None:
        return ("left", number)
    asked = ("trip", number, one.journey, one.fare)
    return asked if asked in model.builder.index else ("trip", number, one.journey, "individual")
