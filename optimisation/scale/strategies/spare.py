"""Keeps some money back where lines are nearly full: flows fill every gap to the last cent, whole charges need room.

On large problems plans are written out only now and then, so one whose charges fit nowhere would lose much work.
"""

from __future__ import annotations

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.matrices.matrix import Floats
from optimisation.scale.strategies.strategy import Strategy, blended_goal, seconds
from optimisation.scale.workers import Task

KEPT, MOST = 0.0003, 0.02  # of each ceiling; doubled after each plan whose charges fit no lines; the most
TRIES = 6


def kept_back(board: Board, share: float) -> Floats:
    """That share of each ceiling, by row, in whole minor units; 0 in every other row."""
    rows, matrix = board.model.ceilings, board.model.compiled()
    kept = np.zeros(matrix.rows)
    kept[rows] = np.ceil(share * matrix.upper[rows])
    return kept


def margin(board: Board, base: Floats) -> Floats | None:
    """What each row of a ceiling keeps back, unless `base` has spent it already; None where no ceiling is scarce."""
    rows, matrix = board.model.ceilings, board.model.compiled()
    if not len(rows):
        return None
    kept = kept_back(board, share_kept(board))
    room = (matrix.upper - matrix.activity(base))[rows]
    kept[rows] = np.clip(np.minimum(room, kept[rows]), 0.0, None)
    return kept


def share_kept(board: Board) -> float:
    """The share of a ceiling that is kept back by now."""
    return float(min(MOST, KEPT * 2.0**board.unassignable))


def leave_some_again(board: Board, name: str) -> Strategy:
    """Turn a solution whose charges fit no lines into a plan: some units are left again, so that money is kept back."""
    x, board.refused = board.refused, None
    if x is None or not len(board.model.ceilings):
        return
    free = (x > 0.5) | ~board.model.compiled().whole
    free[board.model.left] = True
    for _ in range(TRIES):
        answer = yield Task(
            name, blended_goal(board), seconds(board, 0.2, 15.0), base=x, free=free, nodes=100, gap=1e-3,
            margin=kept_back(board, share_kept(board)), seed=board.search.seed,
        )  # fmt: skip
        if answer is None or answer.x is None:
            return
        before = board.unassignable
        board.offer(answer.x)
        board.flush()
        board.refused = None  # by this one, which is tried with more room
        if board.unassignable == before:
            return
