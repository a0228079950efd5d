"""What strategies share. A strategy is a generator: it yields tasks and is sent their answers; the director decides
which worker gets them and when.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.scale.board import Board, Relaxation
from optimisation.scale.matrices.certificate import priced_bound
from optimisation.scale.matrices.matrix import Floats
from optimisation.scale.matrices.pieces import capped
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.workers import Task
from optimisation.search import whole_bound

Strategy = Generator[Any, Any, None]  # of tasks, or steps of packing
UNLIMITED = 1e7
WIDE = "wide"  # the matrix that bounds come from, by its name for the workers


def seconds(board: Board, share: float, most: float = UNLIMITED) -> float:
    """How long a task may take: a share of the time left, or all of it if the clock must not decide."""
    left = min(board.search.left(), UNLIMITED)
    left -= min(0.5, 0.1 * left)  # so that the answer, its bound above all, still arrives in time
    return max(0.05, left if board.repeatable else min(most, left * share))


def everybody_left(board: Board) -> Floats:
    """The solution that places nobody (no plan when something is pinned)."""
    x = np.zeros(board.model.compiled().columns)
    x[board.model.left] = 1.0
    return x


def relaxation(board: Board, cap: float | None, name: str) -> Generator[Task, Any, Relaxation | None]:
    """The linear relaxation. Without a cap the goal is weight, else cost; its bound is infinite where it has none."""
    matrix = board.model.relaxed()
    goal = matrix.weight if cap is None else matrix.cost
    known = board.relaxations.get((name, cap))
    if known is not None:
        return known
    answer = yield Task(name, "weight" if cap is None else "cost", seconds(board, 0.9), cap=cap, linear=True)
    if answer is None or answer.duals is None:
        if answer is not None and answer.impossible:
            return Relaxation(float("inf"), np.zeros(0), np.zeros(0))
        return None
    bound, _ = priced_bound(matrix if cap is None else capped(matrix, cap), goal, answer.duals)
    board.relaxations[name, cap] = found = Relaxation(bound, answer.duals, answer.x)
    return found


def plan_cheapest_columns(board: Board, name: str, share: float) -> Strategy:
    """A whole plan from the columns that the linear relaxation finds cheapest: a share of all columns."""
    matrix = board.model.compiled()
    first = yield from relaxation(board, None, name)
    if first is None or first.bound == float("inf"):
        return
    lift_bound(board, first.bound, None)
    cap = board.search.weight_bound
    second = yield from relaxation(board, float(cap), name)
    if second is None or second.bound == float("inf"):
        return
    lift_bound(board, second.bound, cap)
    _, reduced = priced_bound(capped(matrix, cap), matrix.cost, second.duals)
    free = (reduced <= np.quantile(reduced, share)) | ~matrix.whole
    free[board.model.left] = True
    base = np.maximum(matrix.least, 0.0)
    known, open_yet = board.x, board.level[0] > cap
    if known is not None:
        free |= known > 0.5
    answer = yield Task(
        name, blended_goal(board) if open_yet else "cost", seconds(board, 0.3, 20.0), base=base, free=free, nodes=200,
        cap=None if open_yet else float(cap), gap=4e-3 if open_yet else 1e-3, start=known, seed=board.search.seed,
    )  # fmt: skip
    if answer is not None and answer.x is not None:
        board.offer(answer.x)


def plan_near_current(board: Board, name: str) -> Strategy:
    """A plan near what was promised: everybody stays on the current journey, only those who have lost theirs may take
    another.
    """
    model = board.model
    held = {number for number, columns in enumerate(model.of_unit) if model.keeping[columns].any()}
    if not held:
        return
    free = np.ones(len(model.keeping), dtype=np.bool_)
    for number in held:
        columns = model.of_unit[number]
        free[columns] = model.keeping[columns] > 0
    base = board.model.compiled().least
    answer = yield Task(name, blended_goal(board), seconds(board, 0.3, 10.0), base=base, free=free, nodes=100, gap=1e-3)
    if answer is not None and answer.x is not None:
        board.offer(answer.x)


def improve(board: Board, name: str, size: int, seed: int) -> Strategy:
    """Plans from the core, then small neighbourhoods planned again, exactly, until nothing is left to prove or
    time is up.
    """
    around = Neighbourhoods(board.model, seed)
    yield from plan_near_current(board, name)
    for units in around.windows(around.days, 15):
        base = board.x if board.x is not None else everybody_left(board)
        answer = yield Task(
            name, blended_goal(board), seconds(board, 0.05, 3.0), base=base, free=around.free(units), nodes=5, gap=1e-2
        )
        if answer is not None and answer.x is not None:
            offer_on_top(board, base, answer.x)
    yield from plan_cheapest_columns(board, name, 0.5)
    fails, shares = 0, [0.68, 0.5]
    while around.movable and not board.finished:
        if shares and board.level[0] == board.search.weight_bound:
            yield from plan_cheapest_columns(board, name, shares.pop())
        base = board.x if board.x is not None else everybody_left(board)
        if fails > 8 and not board.repeatable and board.model.compiled().whole.all():
            yield from _with_cp_sat(board, name, seed)
            fails = 0
        units = around.pick(base, min(size, len(around.movable)))
        free = around.free(units, base)
        answer = yield Task(
            name,
            blended_goal(board),
            seconds(board, 0.25, 10.0),
            base=base,
            free=free,
            nodes=60,
            gap=2e-4,
            hint=True,
            seed=seed,
        )
        better = answer is not None and answer.x is not None and offer_on_top(board, base, answer.x)
        fails = 0 if better else fails + 1
        size = (
            max(8, int(size * 0.7))
            if answer is None or not answer.proved
            else size + (fails % 6 == 5) * max(2, size // 8)
        )


def _with_cp_sat(board: Board, name: str, seed: int) -> Strategy:
    """Give CP-SAT the whole problem, starting from the best plan: it is strong where a problem cannot be divided."""
    task = Task(
        name, blended_goal(board), seconds(board, 0.3, 20.0), base=board.x, hint=True, solver="cp-sat", seed=seed,
    )  # fmt: skip
    answer = yield task
    if answer is not None and answer.x is not None:
        board.offer(answer.x)


def blended_goal(board: Board) -> Floats:
    """One objective for small pieces: a unit of weight counts for more than any charter or trip."""
    matrix = board.model.compiled()
    return matrix.cost + weight_price(board) * matrix.weight


def weight_price(board: Board) -> float:
    """How much cost one unit of weight counts for where there is one objective."""
    matrix = board.model.compiled()
    return max(2e6, 2.0 * float(matrix.cost[matrix.whole].max(initial=0.0)))


def offer_on_top(board: Board, base: Floats, x: Floats) -> bool:
    """Offer the solution; when the best has moved on since, offer its changes on top of the best."""
    if board.x is None or board.x is base:
        return board.offer(x)
    return board.offer(board.merged(board.x, base, x))


def lift_bound(board: Board, bound: float, cap: int | None) -> None:
    """Tell the search what is proved: weight without a cap, else cost at that weight."""
    if cap is None:
        board.search.lift_weight(bound)
    else:
        step = board.model.step
        board.search.lift_cost(-(-whole_bound(bound) // step) * step, cap)
