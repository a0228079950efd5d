"""R85: whatever its share of the processor, a plan is never worse than the promised one or a greedy one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.greedy.first_plans import first_plans
from optimisation.judging import figures
from optimisation.judging.check import check
from optimisation.rules import breaches
from tests.benchmarks import generate

ROOT = Path(__file__).resolve().parents[2]
Level = tuple[int, int]


@pytest.fixture
def busy_core() -> Iterator[int]:
    """One core on which two other processes work without a pause."""
    core = min(os.sched_getaffinity(0))
    hold = f"import os; os.sched_setaffinity(0, [{core}])\nwhile True: pass"
    loops = [subprocess.Popen([sys.executable, "-c", hold]) for _ in range(2)]
    yield core
    for one in loops:
        one.kill()
        one.wait()


def solved_on(core: int, raw: dict[str, object], folder: Path, seconds: int) -> tuple[Problem, Plan]:
    """The plan of the command on that core only, at the niceness of the application."""
    asked, out = folder / "problem.json", folder / "plan.json"
    asked.write_text(json.dumps(raw))
    subprocess.run(
        [
            sys.executable, "-c",
            f"import os, runpy, sys; os.sched_setaffinity(0, [{core}]); sys.argv[0] = 'optimisation'; "
            "runpy.run_module('optimisation', run_name='__main__', alter_sys=True)",
            "solve", str(asked), "--out", str(out), "--seconds", str(seconds), "--no-reasons",
        ],
        cwd=ROOT, env={**os.environ, "NAVRAT_SOLVER_NICE": "10"}, check=True, capture_output=True,
    )  # fmt: skip
    return read_problem(asked.read_bytes()), read_plan(out.read_bytes())


def level(problem: Problem, plan: Plan) -> Level:
    """Weight left and cost, in this order."""
    totals = figures.totals(problem, plan)
    return totals.unplaced_weight, totals.cost


def greedy(problem: Problem) -> Level:
    """The best greedy plan, made without a time limit."""
    return min(level(problem, plan) for plan in first_plans(problem) if not list(breaches(problem, plan)))


def test_beside_two_busy_processes_a_plan_is_no_worse_than_a_greedy_one(busy_core: int, tmp_path: Path) -> None:
    """300 people, 10 seconds, on one core shared with two busy processes: the plan is no worse than a greedy one."""
    problem, plan = solved_on(busy_core, generate.generate("surge", 1), tmp_path, 10)
    assert check(problem, plan) == []
    assert level(problem, plan) <= greedy(problem)


@pytest.mark.hard
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", [2, 4])
def test_a_year_beside_two_busy_processes(busy_core: int, tmp_path: Path, seed: int) -> None:
    """2,420 people, 10 seconds: no worse than a greedy plan, and once all are promised, no worse than the promise."""
    raw = generate.generate("record", seed)
    problem, plan = solved_on(busy_core, raw, tmp_path, 10)
    assert check(problem, plan) == []
    assert level(problem, plan) <= greedy(problem)
    promised = generate.promised(raw, plan.journeys_of)
    again, new = solved_on(busy_core, promised, tmp_path, 10)
    assert check(again, new) == []
    assert level(again, new) <= level(again, plan)
