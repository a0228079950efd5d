"""Prices for large problems by a first-order method, each step of which is one pass over the matrix: rough ones at
once, and exact ones where the simplex would take minutes, over many cases or where money is scarce. Bounds come from
any prices (`certificate.py`), so steps that end early cost tightness, never truth.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.scale.board import Board, Relaxation
from optimisation.scale.matrices.certificate import priced_bound
from optimisation.scale.matrices.matrix import Floats
from optimisation.scale.matrices.pieces import capped
from optimisation.scale.strategies.strategy import WIDE, seconds, weight_price
from optimisation.scale.workers import Task
from optimisation.search import whole_bound

MOST = 1500  # units that can be placed, in a relaxation that the simplex solves
STEPS, CLOSE = 8000, 1e-4  # at most so many; fewer when primal and dual are so close
ROUGH = 300  # steps after which prices are good enough to begin planning
SHARES = 1.0, 0.5, 0.25, 0.125
DEAR, DEARER = 3.0, 4.0  # typical costs that one of weight is worth, and how often that where it is not enough
LOOSE, TIGHT = (1.05, 5.0), (1.002, 1.0)  # of the least weight, and more: what may be left at first, and in the end


def cheapest(board: Board) -> float:
    """What one of weight is worth in the relaxation at first. Where it is much dearer than what it buys, steps take
    several times as long to see the cost beside it.
    """
    matrix = board.model.compiled()
    costs = matrix.cost[matrix.whole & (matrix.cost > 0)]
    return min(weight_price(board), DEAR * float(np.median(costs))) if len(costs) else weight_price(board)


def leaves_little(board: Board, found: Relaxation, room: tuple[float, float]) -> bool:
    """The relaxation leaves hardly more weight than must be left."""
    share, more = room
    return float(board.model.relaxed().weight @ found.x) <= share * board.search.weight_bound + more


def dear_enough(board: Board, found: Relaxation) -> Generator[Task, Any, Relaxation]:
    """The relaxation at a worth of weight at which it leaves little, from one at less."""
    while worth_of(found) < weight_price(board) and not leaves_little(board, found, TIGHT):
        dear = yield from first_order_blend(board, dearer(board, found), start=found)
        if dear is None:
            break
        found = dear
    return found


def dearer(board: Board, found: Relaxation) -> float:
    """What one of weight is worth next."""
    return min(weight_price(board), DEARER * worth_of(found))


def worth_of(found: Relaxation) -> float:
    """What one of weight is worth at prices of both goals."""
    assert found.worth is not None  # set by `blended_by_steps`
    return found.worth


def first_order_blend(
    board: Board, worth: float, steps: int | None = None, start: Relaxation | None = None
) -> Generator[Task, Any, Relaxation | None]:
    """The relaxation with both goals in one, a unit of weight being worth so much cost. No weight is asked of it, so
    that it has a solution wherever pins do not clash. It goes on from `start`.
    """
    matrix = board.model.relaxed()
    goal = matrix.cost + worth * matrix.weight
    answer = yield _task(board, goal, steps=steps, start=start)
    if answer is None or answer.duals is None:
        return None
    return Relaxation(priced_bound(matrix, goal, answer.duals)[0], answer.duals, answer.x, worth)


def first_order_weight_bound(board: Board, start: Relaxation) -> Generator[Task, Any, int]:
    """A bound of the weight that must be left, money and all, from the prices of both goals."""
    matrix = board.model.relaxed()
    answer = yield _task(board, matrix.weight, start=Relaxation(0.0, start.duals / worth_of(start), start.x))
    if answer is None or answer.duals is None:
        return 0
    return whole_bound(priced_bound(matrix, matrix.weight, answer.duals)[0])


def first_order_relaxation(board: Board, weight: float) -> Generator[Task, Any, Relaxation | None]:
    """The relaxation's cost at an unplaced weight that it can keep to."""
    whole = capped(board.model.relaxed(), weight)
    answer = yield _task(board, whole.cost, weight)
    if answer is None or answer.duals is None:
        return None
    return Relaxation(priced_bound(whole, whole.cost, answer.duals)[0], answer.duals, answer.x)


def _task(
    board: Board, goal: Floats, cap: float | None = None, steps: int | None = None, start: Relaxation | None = None
) -> Task:
    matrix = board.model.relaxed()
    return Task(
        WIDE, goal, seconds(board, 0.5), base=np.zeros(matrix.columns), free=matrix.most > 0, cap=cap,
        nodes=STEPS if steps is None else steps, gap=CLOSE, linear=True, solver="pdlp",
        start=None if start is None else start.x, prices=None if start is None else start.duals,
    )  # fmt: skip


def at_least_weight(board: Board, found: Relaxation, weight: float) -> Relaxation:
    """The prices of both goals in one as a bound of cost at the least weight: a unit of it is paid back at the share of
    its worth that gives the highest bound. (At more weight they would be worth little.)
    """
    whole = capped(board.model.relaxed(), weight)
    places = np.array([name[0] == "place" for name in board.model.builder.names], dtype=np.bool_)
    worth = worth_of(found)
    best = Relaxation(-np.inf, found.duals, found.x, worth)
    for share in SHARES:
        duals = np.append(found.duals, -share * worth)
        duals[:-1][places] += _slack(board, priced_bound(whole, whole.cost, duals)[1])
        bound, _ = priced_bound(whole, whole.cost, duals)
        best = max(best, Relaxation(bound, duals, found.x, worth), key=lambda one: one.bound)
    return best


def _slack(board: Board, reduced: Floats) -> Floats:
    """How much dearer each unit's cheapest way is than its price says: each has exactly one of them."""
    model, slack = board.model, reduced[board.model.left].copy()
    for number, columns in enumerate(model.of_unit):
        if columns:
            slack[number] = min(slack[number], float(reduced[columns].min()))
    return np.asarray(slack)
