"""One search for a plan: its limits, the best plan so far, what is proved, and when to stop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from optimisation.format.plan import Bound, Conflict, Plan, Run, StoppedBy, Totals, Unplaced, gap_of
from optimisation.format.problem import Problem
from optimisation.judging import figures
from optimisation.rules import breaches

SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known while a search runs; `best` is a whole plan that could be written now."""

    seconds: float
    best: Plan | None
    bound: Bound
    gap: float | None


@dataclass(slots=True)
class Search:
    """Handed to an engine, which offers plans and lifts bounds until it is `over()` or has proved enough.

    Seconds count from `started`; `seconds` None means no limit; `effort` counts solver work (see `solve`).
    """

    problem: Problem
    seconds: float | None = None
    gap: float = 0.0
    effort: float | None = None
    seed: int = 0
    workers: int = 2
    on_progress: Callable[[Progress], object] | None = None
    stop: Callable[[], bool] = lambda: False
    started: float = field(default_factory=time.monotonic)
    best: Plan | None = None
    weight_bound: int = 0
    cost_bounds: dict[int, int] = field(default_factory=dict)
    conflict: tuple[Conflict, ...] = ()
    answer: Plan | None = None

    def __post_init__(self) -> None:
        if not any(case.pinned for case in self.problem.cases) and not self.problem.missions_pinned:
            nobody = Plan("feasible", unplaced=tuple(Unplaced(case.id) for case in self.problem.cases))
            self.offer(nobody)

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def left(self) -> float:
        """Seconds that remain; infinite without a limit."""
        return math.inf if self.seconds is None else self.seconds - self.elapsed()

    def over(self) -> bool:
        """Cancelled, or out of time."""
        return self.stop() or self.left() <= 0

    def offer(self, plan: Plan) -> bool:
        """Keep the plan if it breaks no rule and is better than the best; its figures are recomputed."""
        plan = figures.with_totals(self.problem, plan)
        if self.best is not None and self.rank(plan) >= self.rank(self.best):
            return False
        if next(breaches(self.problem, plan), None) is not None:
            return False
        self.best = plan
        self.report()
        return True

    def rank(self, plan: Plan) -> tuple[int, int, int]:
        """Lower is better: weight left, cost, and minus the cases kept where they were promised."""
        return plan.totals.unplaced_weight, plan.totals.cost, -figures.kept(self.problem, plan)

    def lift_weight(self, bound: float) -> None:
        """No plan leaves less weight than this (an integer is believed, a solver's float rounded with care)."""
        whole = whole_bound(bound)
        if whole > self.weight_bound:
            self.weight_bound = whole
            self.report()

    def lift_cost(self, bound: float, weight: int) -> None:
        """No plan that leaves at most `weight` costs less than this."""
        whole = whole_bound(bound)
        if whole > self.cost_bounds.get(weight, 0):
            self.cost_bounds[weight] = whole
            self.report()

    def bound(self) -> Bound:
        """The proved bounds for the best plan's weight, never above its own figures."""
        if self.best is None:
            return Bound(self.weight_bound, 0)
        return self._bound_at(self.best.totals.unplaced_weight, self.best.totals.cost)

    def _bound_at(self, weight: int, cost: int) -> Bound:
        highest = max((bound for cap, bound in self.cost_bounds.items() if cap >= weight), default=0)
        return Bound(min(self.weight_bound, weight), min(highest, cost))

    def gap_now(self) -> float | None:
        """The gap of the best plan, None while level 1 is open."""
        if self.best is None:
            return None
        return gap_of(self.best.totals.cost, self.best.totals.unplaced_weight, self.bound())

    def report(self) -> None:
        """Tell the listener, if there is one."""
        if self.on_progress is not None:
            self.on_progress(Progress(self.elapsed(), self.best, self.bound(), self.gap_now()))

    def proved(self) -> bool:
        """Level 1 exactly, level 2 within the gap asked for."""
        return self.best is not None and self.suffices(self.best.totals.unplaced_weight, self.best.totals.cost)

    def suffices(self, weight: int, cost: int) -> bool:
        """A plan with these figures would end the search."""
        gap = gap_of(cost, weight, self._bound_at(weight, cost))
        return gap is not None and gap <= self.gap + 2 * SLACK

    def now(self, stopped_by: StoppedBy) -> Plan:
        """The finished answer, or what would be written if the search ended now; safe from another thread."""
        return self.answer or self.plan(stopped_by)

    def plan(self, stopped_by: StoppedBy) -> Plan:
        """What would be written now."""
        run = Run(round(self.elapsed(), 3), self.seed, self.workers, self.gap, stopped_by=stopped_by)
        lines = dict.fromkeys(self.problem.lines_by_id, 0)
        if self.conflict:
            return Plan("infeasible", totals=Totals(by_line=lines), run=run, conflict=self.conflict)
        if self.best is None:
            return Plan("unknown", totals=Totals(by_line=lines), run=run)
        status: Literal["optimal", "feasible"] = "optimal" if self.proved() else "feasible"
        return replace(self.best, status=status, bound=self.bound(), gap=self.gap_now(), run=run)


def whole_bound(bound: float) -> int:
    """A solver's float bound as an integer that can be trusted; 0 if the float says nothing; an integer is returned
    unchanged.
    """
    if isinstance(bound, int):
        return bound
    if not math.isfinite(bound) or bound <= 0:
        return 0
    return math.ceil(bound - SLACK * max(1.0, bound))
