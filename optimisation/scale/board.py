"""What the strategies share: the search with its best plan, the formulation, and the best plan's solution vector."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from optimisation.scale.formulation.formulation import Formulation
from optimisation.scale.formulation.money_flows import MoneyFlows
from optimisation.scale.formulation.reading_off import plan_of
from optimisation.scale.matrices.matrix import Floats
from optimisation.search import Search

TOLERANCE = 1e-4
OFTEN = 12  # better solutions between two plans that are written out, on large problems
RARELY = 20.0  # times as long as writing a plan took must pass before the next, where the clock may decide


class Relaxation(NamedTuple):
    """The linear relaxation: its bound by row prices, those prices, and its solution; empty where there is none.

    `worth` is how much cost one unit of weight counts for at these prices, if that is known.
    """

    bound: float
    duals: Floats
    x: Floats
    worth: float | None = None


@dataclass
class Board:
    """`model` may be exchanged for the one with single charges; `x` is the best solution in its columns."""

    search: Search
    model: Formulation
    x: Floats | None = None
    name: str = "flows"  # of the model, for the workers
    work: float = 0.0
    unassignable: int = 0  # solutions whose charges fitted no lines
    refused: Floats | None = None  # the last of them
    impossible: bool = False
    finished: bool = False
    crashed: bool = False  # a worker died over a proof
    writes_rarely: bool = False
    pending: Floats | None = None
    written: Floats | None = None
    waiting: int = 0
    write_after: float = 0.0  # when a plan may be written out again (monotonic seconds)
    writing: float = 0.0  # seconds that it took last
    relaxations: dict[tuple[str, float | None], Relaxation] = field(default_factory=dict)  # by model and cap
    _flows: tuple[Formulation, MoneyFlows] | None = None
    _known: tuple[Floats, tuple[int, int]] | None = None

    def offer(self, x: Floats) -> bool:
        """Take the solution if it is better; on large problems plans are written out only now and then."""
        matrix = self.model.compiled()
        x = np.where(matrix.whole, np.round(x), x)
        level, before = self.level_of(x), self.level
        if level > before or not self.fits(x):
            return False
        if level == before and self.x is not None and self._kept(x) <= self._kept(self.x):
            return False
        if not self.writes_rarely:
            return self._write_out(x, level)
        self.pending, self.x, self.waiting = x, x, self.waiting + 1
        if (self.waiting >= OFTEN if self.repeatable else time.monotonic() >= self.write_after) or self._ends(level):
            self.flush()
        return self.x is x

    def _ends(self, level: tuple[int, int]) -> bool:
        """Whether this plan would end the search, as far as earlier solutions could all be written out as plans."""
        return not self.unassignable and self.search.suffices(*level)

    def write_if_due(self) -> None:
        """Write out the waiting plan if enough time has passed since the last one."""
        if self.pending is not None and time.monotonic() >= self.write_after:
            self.flush()

    def merged(self, current: Floats, base: Floats, x: Floats) -> Floats:
        """`current` with the changes that `x` made to `base`; the result need not fit. What both open is opened once.
        Money flows are computed again, because those of two solutions may together exceed the ceilings.
        """
        if x is base or current is base:
            return x
        if self._flows is None or self._flows[0] is not self.model:
            self._flows = self.model, MoneyFlows.of(self.model)
        matrix, both = self.model.compiled(), current + x - base
        result = self._flows[1].recomputed(self.model, np.clip(both, matrix.least, matrix.most))
        if self.fits(result):
            return result
        kept = np.where(self.model.indicator, np.maximum(current, x), both)  # what one still needs, the other closed
        return self._flows[1].recomputed(self.model, np.clip(kept, matrix.least, matrix.most))

    def fits(self, x: Floats) -> bool:
        """No row or bound is broken."""
        return self.model.compiled().breach(x) <= TOLERANCE

    def flush(self) -> None:
        """Write out the waiting plan; if its charges fit no lines, go back to the last one whose charges did."""
        pending, self.pending, self.waiting = self.pending, None, 0
        if pending is not None:
            began = time.monotonic()
            self.x = self.written
            self._write_out(pending, self.level_of(pending))
            self.writing = time.monotonic() - began
            self.write_after = began + max(2.0, RARELY * self.writing)

    def _write_out(self, x: Floats, level: tuple[int, int]) -> bool:
        before = self.level
        plan = plan_of(self.model, x)
        if plan is None:
            self.unassignable, self.refused = self.unassignable + 1, x
            return False
        if self.search.offer(plan) or (self.x is None and level <= before):
            self.x = self.written = x
            return True
        return False

    def level_of(self, x: Floats) -> tuple[int, int]:
        """Weight and cost of a solution; the answer for the best one is kept."""
        if self._known is None or self._known[0] is not x:
            matrix = self.model.compiled()
            self._known = x, (round(float(matrix.weight @ x)), round(float(matrix.cost @ x)))
        return self._known[1]

    def _kept(self, x: Floats) -> int:
        return round(float(self.model.keeping @ x))

    @property
    def level(self) -> tuple[float, float]:
        """Weight and cost of the best plan; infinite before there is one."""
        if self.pending is not None:
            return self.level_of(self.pending)
        best = self.search.best
        return (float("inf"), float("inf")) if best is None else (best.totals.unplaced_weight, best.totals.cost)

    @property
    def halted(self) -> bool:
        """Time or effort has run out, or the search was cancelled."""
        over = self.search.stop() or self.search.left() <= (self.writing if self.pending is not None else 0.0)
        return over or (self.search.effort is not None and self.work >= self.search.effort)

    @property
    def settled(self) -> bool:
        """Nothing is left to prove."""
        return self.impossible or self.search.proved()

    @property
    def repeatable(self) -> bool:
        """The same seed must give the same plan, so nothing but the end of the run may depend on the clock."""
        return self.search.effort is not None or self.search.workers == 1
