"""A plan for a large problem, window by window in time: one worker goes forwards, the other backwards, until they
meet.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.certificate import priced_bound
from optimisation.scale.crew import Task
from optimisation.scale.matrix import Flags, Floats
from optimisation.scale.neighbourhoods import Neighbourhoods
from optimisation.scale.strategy import blended, everybody_left, seconds

# of each pass over all windows: units in a window, trips of a unit and missions of a need on each trip looked at
PASSES = ((60, 16, 4), (50, 30, 5), (64, 24, 4))


class Sweep:
    """The solution being built, shared by those who build it. What undecided units may want is paid at the
    relaxation's prices, so that the order of the windows matters little.
    """

    def __init__(self, board: Board, around: Neighbourhoods, prices: Floats) -> None:
        matrix = board.model.compiled()
        self.board, self.around, self.prices = board, around, prices
        self.reduced = priced_bound(matrix, matrix.cost, prices)[1]
        self.goal = blended(board)
        self.x = everybody_left(board)
        self.decided = np.ones(len(board.model.units) + 1, dtype=np.bool_)
        self.decided[around.movable] = False
        self.waiting: list[list[int]] = []
        self.worth: Flags = np.ones(matrix.columns, dtype=np.bool_)
        self.narrow: Flags | None = None  # of the first pass
        self.passes = list(PASSES)
        self.clashed: set[int] = set()
        self.postponed: list[list[int]] = []

    def take(self, backwards: bool) -> list[int] | None:
        """The next window from this end, of this pass or the next; None when all are done."""
        if not self.waiting:
            if not self.passes:
                return None
            size, trips, missions = self.passes.pop(0)
            days = self.around.days_of(self.x) if self.decided.all() else self.around.days
            self.worth = self.around.narrow(self.reduced, trips, missions)
            self.narrow = self.worth if self.narrow is None else self.narrow
            self.waiting = self.around.windows(days, size)
        return self.waiting.pop(-1 if backwards else 0)

    def objective(self, units: list[int]) -> Floats:
        """Weight and cost, and the prices of all rows that somebody undecided outside the window may need."""
        matrix = self.board.model.compiled()
        known = self.decided.copy()
        known[units] = True
        if known.all():
            return self.goal
        wanted = np.bincount(matrix.row, weights=~known[self.around.owner[matrix.col]], minlength=matrix.rows) > 0
        return self.goal - matrix.priced(np.where(wanted, self.prices, 0.0))

    def free(self, units: list[int]) -> Flags:
        """The columns to decide on."""
        return self.around.free(units, self.x, self.worth if self.decided[units].all() else self.narrow)

    def settle(self, units: list[int], base: Floats, x: Floats | None) -> None:
        """Take a window's solution over; one that clashes with what was settled meanwhile is done again in halves."""
        self.waiting[:0], self.postponed = self.postponed, []
        merged = self.x if x is None else self.board.merged(self.x, base, x)
        if self.board.fits(merged):
            self.x = merged
        elif units[0] not in self.clashed and not self.decided[units].all():
            self.clashed |= {units[0], units[len(units) // 2]}
            halves = units[: len(units) // 2], units[len(units) // 2 :]
            self.postponed += [half for half in halves if half]  # until what it clashed with, near by, is settled too
            return
        self.decided[units] = True
        if self.decided.all():
            self.board.offer(self.x)


def sweep(board: Board, name: str, work: Sweep, backwards: bool) -> Generator[Task, Any, None]:
    """Take windows from one end as long as there are any."""
    while not board.finished and (units := work.take(backwards)) is not None:
        base = work.x
        answer = yield Task(
            name, work.objective(units), seconds(board, 0.2, 25.0), base=base, free=work.free(units),
            nodes=40, gap=1e-3, hint=True, seed=board.search.seed,
        )  # fmt: skip
        work.settle(units, base, answer.x if answer is not None else None)
