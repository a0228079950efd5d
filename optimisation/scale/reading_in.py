"""From a plan to a solution vector: what was found elsewhere becomes the start of this search."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.facts.plan_index import covered_legs
from optimisation.format.plan import Placement, Plan
from optimisation.scale.board import Board
from optimisation.scale.formulation.formulation import Formulation
from optimisation.scale.matrices.matrix import Flags, Floats, Key
from optimisation.scale.workers import Task

SECONDS = 10.0


def start_from_plan(board: Board, name: str, plan: Plan) -> Generator[Task, Any, None]:
    """Offer the plan's own solution: its decisions are fixed, what supports them (money, opened journeys) is found."""
    known = decided(board.model, plan)
    if known is None:
        return
    x, settled = known
    goal = board.model.compiled().cost
    answer = yield Task(name, goal, min(SECONDS, max(0.05, board.search.left() / 4)), base=x, free=~settled)
    if answer is not None and answer.x is not None:
        board.offer(answer.x)


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
