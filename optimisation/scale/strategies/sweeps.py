"""A plan for a large problem, window by window in time: one worker goes forwards, the other backwards, until they
meet; then the windows are planned again in longer pieces.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.scale.board import Board, Relaxation
from optimisation.scale.matrices.certificate import priced_bound
from optimisation.scale.matrices.matrix import Flags, Floats
from optimisation.scale.strategies.first_order import first_worth
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.strategies.spare import margin
from optimisation.scale.strategies.strategy import blended_goal, everybody_left, offer_on_top, seconds
from optimisation.scale.workers import Task

LIKELY = 9.0, 10, 2  # trips looked at: on average, at least for each unit; missions at least for each need on a trip
LEAST, MOST, WINDOWS = 125, 400, 12  # units per window of the first pass, which has this many windows if it can;
PIECES = ((400, 0), (400, 200), (250, 100))  # and in each later pass, whose first piece may be shorter
CLOSE = 6e-5  # of the bound: what one window or piece may lose


class Sweep:
    """The solution being built, shared by those who build it. What undecided units may need is charged at the
    relaxation's prices, so that the order of the windows matters little.
    """

    def __init__(self, board: Board, around: Neighbourhoods, relaxation: Relaxation) -> None:
        self.board, self.around = board, around
        self.goal = blended_goal(board)
        self.learn(relaxation)
        self.x = everybody_left(board)
        self.decided = np.ones(len(board.model.units) + 1, dtype=np.bool_)
        self.decided[around.movable] = False
        size = min(MOST, max(LEAST, len(around.movable) // WINDOWS))
        self.waiting = around.windows(around.days_of(relaxation.x), size)
        self.planning = 0  # windows that were taken and are not settled
        self.postponed: list[list[int]] = []
        self.passes, self.pieces = list(PIECES), list[list[int]]()

    def learn(self, relaxation: Relaxation) -> None:
        """Prices, and with them a window's goal, the columns worth a look and what a window may lose."""
        matrix = self.board.model.compiled()
        self.prices = relaxation.duals[: matrix.rows]
        self.priced_goal = self.goal
        if relaxation.worth is not None and relaxation.worth > first_worth(self.board):
            # Some are left because money or seats are short: the prices of these fit this worth of weight only.
            self.priced_goal = matrix.cost + relaxation.worth * matrix.weight
        self.worth: Flags = self.around.likely(priced_bound(matrix, matrix.cost, self.prices)[1], *LIKELY)
        self.loss = max(1.0, CLOSE * relaxation.bound)

    def take(self, backwards: bool) -> list[int] | None:
        """The next window from this end; None when all are taken, or wait for one that is being planned."""
        if not (self.waiting or self.planning):
            self.waiting, self.postponed = self.postponed, []
        if not self.waiting:
            return None
        self.planning += 1
        return self.waiting.pop(-1 if backwards else 0)

    def piece(self) -> list[int] | None:
        """The next piece of this pass, or of the next one, those first that have most to gain; None when all passes
        are done.
        """
        if not self.pieces:
            if not self.passes:
                return None
            size, first = self.passes.pop(0)
            base = self.board.x if self.board.x is not None else self.x
            excess = self._excess(base)
            self.pieces = self.around.windows(self.around.days_of(base), size, first)
            self.pieces.sort(key=lambda units: float(excess[units].sum()))
        return self.pieces.pop() if self.pieces else None

    def _excess(self, x: Floats) -> Floats:
        """By how much each unit is dearer in the solution, at the prices, than in the relaxation."""
        matrix, owner = self.board.model.compiled(), self.around.owner + 1  # 0: nobody's
        reduced = self.priced_goal - matrix.priced(self.prices)
        excess = np.bincount(owner, weights=reduced * x, minlength=len(self.board.model.units) + 1)
        return excess[1:].astype(np.float64)

    @property
    def done(self) -> bool:
        """Every unit was planned, so that the solution is a plan."""
        return bool(self.decided.all())

    def objective(self, units: list[int]) -> Floats:
        """Weight and cost, and the prices of all rows that undecided units outside the window may need."""
        matrix = self.board.model.compiled()
        known = self.decided.copy()
        known[units] = True
        if known.all():
            return self.priced_goal
        wanted = np.bincount(matrix.row, weights=~known[self.around.owner[matrix.col]], minlength=matrix.rows) > 0
        return self.priced_goal - matrix.priced(np.where(wanted, self.prices, 0.0))

    def settle(self, units: list[int], base: Floats, x: Floats | None) -> None:
        """Take over a window's solution; if it clashes with what was settled meanwhile, the window is planned again in
        halves.
        """
        self.planning -= 1
        self.waiting[:0], self.postponed = self.postponed, []
        merged = self.x if x is None else self.board.merged(self.x, base, x)
        if self.board.fits(merged):
            self.x = merged
        elif self.x is not base:
            halves = units[: len(units) // 2], units[len(units) // 2 :]
            self.postponed += [half for half in halves if half]  # until what it clashed with, near by, is settled too
            return
        self.decided[units] = True
        if self.done:
            self.board.offer(self.x)


def sweep(board: Board, name: str, work: Sweep, backwards: bool) -> Generator[Task, Any, None]:
    """Take windows from one end as long as there are any."""
    while not board.finished and (units := work.take(backwards)) is not None:
        base = work.x
        answer = yield Task(
            name, work.objective(units), seconds(board, 0.2, 25.0), base=base,
            free=work.around.free(units, base, work.worth), nodes=200, absolute=work.loss, hint=True,
            margin=margin(board, base), seed=board.search.seed,
        )  # fmt: skip
        work.settle(units, base, answer.x if answer is not None else None)


def replan_pieces(board: Board, name: str, work: Sweep) -> Generator[Task, Any, None]:
    """Plan longer pieces again, each as a whole with the rest fixed; strategies that help take turns."""
    while not board.finished and (units := work.piece()) is not None:
        base = board.x if board.x is not None else everybody_left(board)
        answer = yield Task(
            name, work.goal, seconds(board, 0.5, 60.0), base=base, free=work.around.free(units, base, work.worth),
            nodes=300, absolute=work.loss, hint=True, margin=margin(board, base), seed=board.search.seed,
        )  # fmt: skip
        if answer is not None and answer.x is not None:
            offer_on_top(board, base, answer.x)
