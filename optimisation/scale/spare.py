"""Money kept back where lines are nearly full: flows pour the last cents into any gap, whole charges need some room.

On large problems plans are written out now and then only: much would be lost with one whose charges fit nowhere.
"""

from __future__ import annotations

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.crew import Task
from optimisation.scale.matrix import Floats
from optimisation.scale.strategy import Strategy, blended, seconds

KEPT, MOST = 0.0003, 0.02  # of each ceiling, twice as much after each plan whose charges fit no lines; at most
TRIES = 6


def margin(board: Board, base: Floats) -> Floats | None:
    """What each row of a ceiling keeps back, unless `base` has spent it already; None where no ceiling is scarce."""
    rows = board.model.ceilings
    if not len(rows):
        return None
    matrix = board.model.compiled()
    room = (matrix.upper - matrix.activity(base))[rows]
    kept = np.zeros(matrix.rows)
    kept[rows] = np.clip(np.minimum(room, share(board) * matrix.upper[rows]), 0.0, None)
    return kept


def share(board: Board) -> float:
    """The share of a ceiling that is kept back by now."""
    return float(min(MOST, KEPT * 2.0**board.unassignable))


def shed(board: Board, name: str) -> Strategy:
    """From a solution whose charges fit no lines to a plan: some units are left again, so that room is kept back."""
    x, board.refused = board.refused, None
    if x is None or not len(board.model.ceilings):
        return
    matrix, rows = board.model.compiled(), board.model.ceilings
    free = (x > 0.5) | ~matrix.whole
    free[board.model.left] = True
    for _ in range(TRIES):
        kept = np.zeros(matrix.rows)
        kept[rows] = share(board) * matrix.upper[rows]
        answer = yield Task(
            name, blended(board), seconds(board, 0.2, 15.0), base=x, free=free, margin=kept, nodes=100, gap=1e-3,
            seed=board.search.seed,
        )  # fmt: skip
        if answer is None or answer.x is None or board.finished:
            return
        before = board.unassignable
        board.offer(answer.x)
        board.flush()
        board.refused = None  # by this one, which is tried with more room
        if board.unassignable == before:
            return
