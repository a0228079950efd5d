"""What the search knows: the best plan so far, and bounds that hold for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from optimisation import figures
from optimisation.plan import Plan
from optimisation.problem import Problem
from optimisation.scale.certificate import integral
from optimisation.scale.formulation import Formulation
from optimisation.scale.matrix import Floats
from optimisation.scale.reading_off import plan_of

Progress = Callable[[float, int, int, int, float | None], None]  # seconds, weight, cost, bound of cost, gap


@dataclass
class State:
    """The best plan with its solution vector; bounds of both levels; when to stop."""

    problem: Problem
    model: Formulation
    deadline: float
    gap: float = 0.0
    effort: float | None = None
    stop: Callable[[], bool] = lambda: False
    on_progress: Progress | None = None
    best: Plan | None = None
    x: Floats | None = None
    kept: int = 0
    weight_bound: int = 0
    cost_bounds: dict[int, int] = field(default_factory=dict)
    impossible: bool = False
    unassignable: int = 0
    work: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def offer(self, x: Floats) -> bool:
        """Take the solution if it is a plan and better than the best one; equal ones when they keep more promises."""
        matrix = self.model.compiled()
        x = np.where(matrix.whole, np.round(x), x)
        level = (round(float(matrix.weight @ x)), round(float(matrix.cost @ x)))
        if self.best is not None and level > (self.best.totals.unplaced_weight, self.best.totals.cost):
            return False
        if matrix.breach(x) > 1e-4:
            return False
        plan = plan_of(self.model, x)
        if plan is None:
            self.unassignable += 1
            return False
        return self.accept(plan, x)

    def accept(self, plan: Plan, x: Floats) -> bool:
        """Keep the plan if it is better."""
        kept = figures.kept(self.problem, plan)
        if self.best is not None:
            before = (self.best.totals.unplaced_weight, self.best.totals.cost, -self.kept)
            if (plan.totals.unplaced_weight, plan.totals.cost, -kept) >= before:
                return False
        self.best, self.x, self.kept = plan, x, kept
        self.tell()
        return True

    def tell(self) -> None:
        """Report progress."""
        if self.on_progress and self.best is not None:
            weight, cost = self.level
            bound = self.cost_bound
            gap = (cost - bound) / max(1, cost) if self.weight_bound == weight else None
            self.on_progress(time.monotonic() - self.began, weight, cost, bound, gap)

    def prove_weight(self, bound: float) -> None:
        """No plan leaves less behind than the solver's bound says."""
        self.weight_bound = max(self.weight_bound, integral(bound))

    def prove_cost(self, cap: int, bound: float) -> None:
        """No plan that leaves at most `cap` behind costs less."""
        self.cost_bounds[cap] = max(self.cost_bounds.get(cap, 0), integral(bound))

    @property
    def level(self) -> tuple[int, int]:
        """Weight and cost of the best plan."""
        assert self.best is not None  # noqa: S101 -- asked only once there is one
        return self.best.totals.unplaced_weight, self.best.totals.cost

    @property
    def cost_bound(self) -> int:
        """The best bound on the cost of any plan with the best plan's weight, never above its own cost."""
        weight, cost = self.level
        return min(cost, max((bound for cap, bound in self.cost_bounds.items() if cap >= weight), default=0))

    @property
    def open(self) -> bool:
        """Something is left to prove or to improve."""
        if self.best is None:
            return not self.impossible
        weight, cost = self.level
        return weight > self.weight_bound or cost - self.cost_bound > self.gap * max(1, cost)

    @property
    def seconds_left(self) -> float:
        """Until the deadline."""
        return self.deadline - time.monotonic()

    @property
    def halted(self) -> bool:
        """Time, effort or patience has run out."""
        return self.seconds_left <= 0 or self.stop() or (self.effort is not None and self.work >= self.effort)
