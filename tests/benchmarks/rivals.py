"""Rivals of the engine, implemented fairly: our own greedy method, and one complete model for HiGHS and CP-SAT."""

from __future__ import annotations

import time
from dataclasses import dataclass

from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.greedy.first_plans import first_plans
from optimisation.model.milp import Goal, Milp
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.reference.exact_model import build, plan_from
from optimisation.search import Search


@dataclass(frozen=True)
class Result:
    """What a solver reached: weight, cost, their bounds, whether they are proved, and the seconds taken."""

    name: str
    weight: int
    cost: int
    weight_bound: int
    cost_bound: int
    proved: bool
    seconds: float

    @property
    def level(self) -> tuple[int, int]:
        """Weight and cost, in this order."""
        return self.weight, self.cost

    @property
    def gap(self) -> float | None:
        """The gap of the cost if the weight is proved."""
        return None if self.weight_bound < self.weight else (self.cost - self.cost_bound) / max(1, self.cost)


def of_plan(name: str, plan: Plan, seconds: float) -> Result:
    """The figures of a plan."""
    totals, bound = plan.totals, plan.bound
    proved = plan.status == "optimal"
    return Result(name, totals.unplaced_weight, totals.cost, bound.unplaced_weight, bound.cost, proved, seconds)


def greedy(problem: Problem, seconds: float) -> Result:
    """Regret insertion with repair, with which our own searches start; it needs two seconds at most."""
    began, search = time.monotonic(), Search(problem, seconds)
    for plan in first_plans(problem, search.over):
        search.offer(plan)
    return of_plan("greedy", search.plan("time"), time.monotonic() - began)


def highs(problem: Problem, seconds: float) -> Result:
    """The reference model solved by HiGHS, level by level."""
    search = Search(problem, seconds)
    with SolverProcess() as solver:
        plan = search.plan(levels.run(search, solver))
    return of_plan("highs", plan, search.elapsed())


def cp_sat(problem: Problem, seconds: float) -> Result:
    """The reference model solved by CP-SAT with two workers, level by level."""
    search, model = Search(problem, seconds), build(problem)
    weight, values = model.weight_goal(), None
    for goal, share in ((weight, 0.6), (model.cost_goal(), 1.0)):
        cap = search.best.totals.unplaced_weight if search.best else 0
        if goal is not weight:
            model.milp.row(weight.terms.items(), high=cap - weight.constant)
        found, bound = _cp_sat(model.milp, goal, max(0.5, search.left() * share), values)
        if found is not None:
            values = found
            search.offer(plan_from(model, [float(value) for value in found]))
        search.lift_weight(int(bound)) if goal is weight else search.lift_cost(int(bound), cap)
    return of_plan("cp-sat", search.plan("time"), search.elapsed())


def _cp_sat(milp: Milp, goal: Goal, seconds: float, hint: list[int] | None) -> tuple[list[int] | None, float]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    columns = [
        model.new_int_var(int(low), min(int(high), 10**12) if high != float("inf") else 10**12, f"x{at}")
        for at, (low, high) in enumerate(zip(milp.lower, milp.upper, strict=True))
    ]
    rows: list[list[tuple[int, int]]] = [[] for _ in milp.row_low]
    for row, column, value in zip(milp.row_of, milp.column_of, milp.value_of, strict=True):
        rows[row].append((column, int(value)))
    for entries, low, high in zip(rows, milp.row_low, milp.row_high, strict=True):
        total = sum(value * columns[column] for column, value in entries)
        if entries:
            model.add_linear_constraint(total, int(max(low, -(10**15))), int(min(high, 10**15)))
    model.minimize(sum(value * columns[column] for column, value in goal.terms.items()) + goal.constant)
    for column, value in zip(columns, hint or [], strict=False):
        model.add_hint(column, value)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [solver.value(column) for column in columns], solver.best_objective_bound
    return None, 0.0
