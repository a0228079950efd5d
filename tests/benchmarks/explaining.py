"""How long the reasons of a plan take, for all cases that are left together and for each one alone."""

from __future__ import annotations

import json
import time
from statistics import mean

from optimisation.explaining.reasons import explain, explain_one
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.processes.solver_process import SolverProcess
from optimisation.search import Search
from optimisation.solve import run
from tests.benchmarks import generate

Row = dict[str, object]


def explained(name: str, seed: int, seconds: float = 60.0) -> Row:
    """Solve, then find the reasons and changes: for all cases together, then for each case."""
    problem = read_problem(json.dumps(generate.generate(name, seed)))
    search = Search(problem, seconds)
    with SolverProcess() as solver:
        plan = run(search, reasons=False, solver=solver)
        solved = search.elapsed()
        search.seconds = solved + seconds
        began = time.monotonic()
        explain(search, solver)
        took = time.monotonic() - began
    single = [_alone(problem, plan, one.case) for one in plan.unplaced]
    told = search.answer.unplaced if search.answer else ()
    return {
        "problem": f"{name} reasons", "seed": seed, "unplaced": len(plan.unplaced), "seconds": round(took, 2),
        "with_a_reason": sum(bool(one.reasons) for one in told),
        "with_a_change": sum(bool(one.would_fit_if) for one in told),
        "mean_of_one": round(mean(single), 2), "longest_of_one": round(max(single), 2),
    }  # fmt: skip


def _alone(problem: Problem, plan: Plan, case: str) -> float:
    began = time.monotonic()
    explain_one(problem, plan, case)
    return time.monotonic() - began
