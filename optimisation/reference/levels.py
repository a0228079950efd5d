"""The exact engine: the reference model solved level by level."""

from __future__ import annotations

from dataclasses import dataclass

from optimisation.format.plan import Plan, StoppedBy
from optimisation.model.contract import Model
from optimisation.model.milp import Goal
from optimisation.processes.solver_process import Outcome, SolverProcess, Task
from optimisation.reference.conflicts import conflicts
from optimisation.reference.exact_model import build, plan_from
from optimisation.search import Search

NODES_A_UNIT = 40
FIRST_SHARE = 0.6


@dataclass(slots=True)
class _Levels:
    """The model, the process that solves it, and the search that is told what comes out."""

    search: Search
    solver: SolverProcess
    model: Model
    last: Outcome | None = None
    ended_by: StoppedBy = "proof"

    def solve(self, goal: Goal, share: float, gap: float, weight: int | None) -> Outcome:
        """Solve one level within a share of the time left; `weight` None means level 1, else level 2 at that weight."""
        search, hint = self.search, self.last.values if self.last else None
        left = search.left()
        seconds = None if left == float("inf") else max(0.05, left * share)
        nodes = None if search.effort is None else max(1, int(search.effort * NODES_A_UNIT * share))

        def lift(bound: float) -> None:
            if weight is None:
                search.lift_weight(goal.whole(bound))
            else:
                search.lift_cost(goal.whole(bound), weight)

        slack = 0.999 * goal.step
        task = Task(self.model.milp, goal, seconds, gap, slack, nodes=nodes, seed=search.seed, hint=hint)
        outcome = self.solver.solve(task, search.stop, self._offer, lift)
        if outcome.values is not None:
            self._offer(outcome.values)
            self.last = outcome
        if outcome.status != "infeasible":
            lift(outcome.bound)
        if outcome.limit:
            self.ended_by = "time" if outcome.limit == "crash" else outcome.limit
        return outcome

    def _offer(self, values: list[float]) -> bool:
        return self.search.offer(plan_from(self.model, values))


def run(search: Search, solver: SolverProcess | None = None) -> StoppedBy:
    """Weight first, then cost at that weight, then the tie-break; or the conflict of the pins."""
    if solver is None:
        with SolverProcess() as own:
            return run(search, own)
    levels = _Levels(search, solver, build(search.problem))
    if search.over():
        return stopped(search)
    first = levels.solve(levels.model.weight_goal(), FIRST_SHARE, 0.0, None)
    if first.status == "infeasible" and search.best is None:
        search.conflict = conflicts(search, solver)
        return "proof" if search.conflict else stopped(search)
    if search.best is None or search.stop():
        return levels.ended_by
    _cost(levels, search.best)
    if first.status != "optimal" and levels.ended_by == "proof":
        return "time" if search.effort is None else "effort"
    return levels.ended_by


def stopped(search: Search) -> StoppedBy:
    """Why a search that is over ended."""
    return "cancelled" if search.stop() else "time"


def _cost(levels: _Levels, best: Plan) -> None:
    """Level 2 and the tie-break, from the best plan of level 1."""
    search, model = levels.search, levels.model
    weight = model.weight_goal()
    at_most = best.totals.unplaced_weight
    model.milp.row(weight.terms.items(), high=at_most - weight.constant)
    levels.ended_by = "proof"
    second = levels.solve(model.cost_goal(), 1.0, search.gap, at_most)
    if second.status == "optimal" and levels.last is not None:
        _tie_break(levels)
        if search.gap and search.gap_now():
            levels.ended_by = "gap"


def _tie_break(levels: _Levels) -> None:
    """Among equally good plans, take one that keeps more cases on their promised journey; skipped if none could be."""
    search, model, goal = levels.search, levels.model, levels.model.kept_goal()
    if not goal.terms or levels.last is None or search.over():
        return
    if goal.of(levels.last.values or []) <= -len(goal.terms):
        return
    cost = model.cost_goal()
    best = cost.of(levels.last.values or [])
    model.milp.row(cost.terms.items(), high=best - cost.constant)
    seconds = None if search.left() == float("inf") else search.left()
    nodes = None if search.effort is None else max(1, int(search.effort * NODES_A_UNIT))
    task = Task(model.milp, goal, seconds, nodes=nodes, seed=search.seed, hint=levels.last.values)
    outcome = levels.solver.solve(task, search.stop)
    if outcome.values is not None:
        search.offer(plan_from(model, outcome.values))
