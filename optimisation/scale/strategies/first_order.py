"""Row prices for large problems by a first-order method, each step of which is one pass over the matrix. Rough prices
come at once; good ones where the simplex would take minutes, with many cases or scarce money. Any prices give a valid
bound (`certificate.py`), so stopping early makes a bound weaker, never wrong.
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
STEPS, CLOSE = 8000, 1e-4  # at most this many; fewer once primal and dual are this close
ROUGH = 300  # steps after which prices are good enough to begin planning
SHARES = 1.0, 0.5, 0.25, 0.125
DEAR, DEARER = 3.0, 4.0  # typical costs that a unit of weight counts for, and the factor to raise it by
LOOSE, TIGHT = (1.05, 5.0), (1.002, 1.0)  # of the least weight, and more: what may be left at first, and in the end


def first_worth(board: Board) -> float:
    """How much cost one unit of weight counts for at first. If that is much more than what it buys, the method needs
    several times as many steps before it takes cost into account.
    """
    matrix = board.model.compiled()
    costs = matrix.cost[matrix.whole & (matrix.cost > 0)]
    return min(weight_price(board), DEAR * float(np.median(costs))) if len(costs) else weight_price(board)


def leaves_little(board: Board, found: Relaxation, room: tuple[float, float]) -> bool:
    """The relaxation leaves hardly more weight than must be left."""
    share, more = room
    return float(board.model.relaxed().weight @ found.x) <= share * board.search.weight_bound + more


def raised_worth(board: Board, found: Relaxation) -> Generator[Task, Any, Relaxation]:
    """The relaxation with the worth of weight raised until little more is left than must be."""
    while worth_of(found) < weight_price(board) and not leaves_little(board, found, TIGHT):
        dear = yield from first_order_blend(board, higher_worth(board, found), start=found)
        if dear is None:
            break
        found = dear
    return found


def higher_worth(board: Board, found: Relaxation) -> float:
    """The next, higher worth of weight to try."""
    return min(weight_price(board), DEARER * worth_of(found))


def worth_of(found: Relaxation) -> float:
    """How much cost one unit of weight counts for at prices of the joint objective."""
    assert found.worth is not None  # set by `first_order_blend`
    return found.worth


def first_order_blend(
    board: Board, worth: float, steps: int | None = None, start: Relaxation | None = None
) -> Generator[Task, Any, Relaxation | None]:
    """The relaxation with both levels in one objective, where a unit of weight counts for `worth` of cost. Weight has
    no limit, so there is a solution unless pins contradict each other. It continues from `start`.
    """
    matrix = board.model.relaxed()
    goal = matrix.cost + worth * matrix.weight
    answer = yield _task(board, goal, steps=steps, start=start)
    if answer is None or answer.duals is None:
        return None
    return Relaxation(priced_bound(matrix, goal, answer.duals)[0], answer.duals, answer.x, worth)


def first_order_weight_bound(board: Board, start: Relaxation) -> Generator[Task, Any, int]:
    """A bound on the weight that must be left, money included, starting from prices of the joint objective."""
    matrix = board.model.relaxed()
    answer = yield _task(board, matrix.weight, start=Relaxation(0.0, start.duals / worth_of(start), start.x))
    if answer is None or answer.duals is None:
        return 0
    return whole_bound(priced_bound(matrix, matrix.weight, answer.duals)[0])


def first_order_relaxation(board: Board, weight: float) -> Generator[Task, Any, Relaxation | None]:
    """The relaxation of cost with at most this unplaced weight, which must be possible."""
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
    """A cost bound at the least weight from prices of the joint objective: each unit of weight is paid back at the
    share of its worth that gives the highest bound. (At more weight the bound would be weak.)
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
    """By how much each unit's cheapest choice is dearer than its price; each unit makes exactly one choice."""
    model, slack = board.model, reduced[board.model.left].copy()
    for number, columns in enumerate(model.of_unit):
        if columns:
            slack[number] = min(slack[number], float(reduced[columns].min()))
    return np.asarray(slack)
