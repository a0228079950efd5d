"""Prices for problems so large that the simplex would take many minutes over the relaxation: a first-order method,
each step of which is one pass over the matrix. Bounds come from any prices (`certificate.py`), so steps that end early
cost tightness, never truth.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.scale.board import Board, Rates
from optimisation.scale.certificate import priced_bound
from optimisation.scale.crew import Task
from optimisation.scale.matrix import Floats
from optimisation.scale.pieces import capped
from optimisation.scale.strategy import WIDE, dearness, seconds

MOST = 5000  # units that can be placed, in a relaxation that the simplex solves
STEPS, CLOSE = 8000, 1e-4  # at most so many; fewer when primal and dual are so close
ROUGH = 300  # steps after which prices are good enough to begin planning
SHARES = 1.0, 0.5, 0.25, 0.125
DEAR, DEARER = 3.0, 4.0  # typical costs that one of weight is worth, and how often that where it is not enough
ENOUGH = 1.002, 1.0  # of the least weight, and more: what the relaxation leaves where weight is dear enough


def worth_of_weight(board: Board) -> float:
    """What one of weight costs in the relaxation at first. Where it is much dearer than what it buys, steps take
    several times as long to see the cost beside it.
    """
    matrix = board.model.compiled()
    costs = matrix.cost[matrix.whole & (matrix.cost > 0)]
    return min(dearness(board), DEAR * float(np.median(costs))) if len(costs) else dearness(board)


def dear_enough(board: Board, found: Rates, worth: float) -> Generator[Task, Any, tuple[Rates, float]]:
    """The relaxation at a worth of weight at which it leaves hardly more than must be left; and that worth."""
    share, more = ENOUGH
    weight = board.model.relaxed().weight
    while worth < dearness(board) and float(weight @ found.x) > share * board.search.weight_bound + more:
        worth = min(dearness(board), DEARER * worth)
        found = (yield from blended_by_steps(board, worth, start=found)) or found
    return found, worth


def blended_by_steps(
    board: Board, worth: float, steps: int | None = None, start: Rates | None = None
) -> Generator[Task, Any, Rates | None]:
    """The relaxation with both goals in one, a unit of weight being worth so much cost. No weight is asked of it, so
    that it has a solution wherever pins do not clash. It goes on from `start`.
    """
    matrix = board.model.relaxed()
    goal = matrix.cost + worth * matrix.weight
    answer = yield _task(board, goal, steps=steps, start=start)
    if answer is None or answer.duals is None:
        return None
    return Rates(priced_bound(matrix, goal, answer.duals)[0], answer.duals, answer.x)


def rates_by_steps(board: Board, weight: float) -> Generator[Task, Any, Rates | None]:
    """The relaxation's cost at an unplaced weight that it can keep to."""
    whole = capped(board.model.relaxed(), weight)
    answer = yield _task(board, whole.cost, weight)
    if answer is None or answer.duals is None:
        return None
    return Rates(priced_bound(whole, whole.cost, answer.duals)[0], answer.duals, answer.x)


def _task(
    board: Board, goal: Floats, cap: float | None = None, steps: int | None = None, start: Rates | None = None
) -> Task:
    matrix = board.model.relaxed()
    return Task(
        WIDE, goal, seconds(board, 0.5), base=np.zeros(matrix.columns), free=matrix.most > 0, cap=cap,
        nodes=STEPS if steps is None else steps, gap=CLOSE, linear=True, solver="pdlp",
        start=None if start is None else start.x, prices=None if start is None else start.duals,
    )  # fmt: skip


def at_least_weight(board: Board, found: Rates, worth: float, weight: float) -> Rates:
    """The prices of both goals in one as a bound of cost at the least weight: a unit of it is paid back at the share of
    its worth that gives the highest bound. (At more weight they would be worth little.)
    """
    whole = capped(board.model.relaxed(), weight)
    places = np.array([name[0] == "place" for name in board.model.builder.names], dtype=np.bool_)
    best = Rates(-np.inf, found.duals, found.x)
    for share in SHARES:
        duals = np.append(found.duals, -share * worth)
        duals[:-1][places] += _slack(board, priced_bound(whole, whole.cost, duals)[1])
        bound, _ = priced_bound(whole, whole.cost, duals)
        best = max(best, Rates(bound, duals, found.x), key=lambda one: one.bound)
    return best


def _slack(board: Board, reduced: Floats) -> Floats:
    """How much dearer each unit's cheapest way is than its price says: each has exactly one of them."""
    model, slack = board.model, reduced[board.model.left].copy()
    for number, columns in enumerate(model.of_unit):
        if columns:
            slack[number] = min(slack[number], float(reduced[columns].min()))
    return np.asarray(slack)
