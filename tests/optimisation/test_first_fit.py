"""If the solvers have no time at all, some cases are still placed and no rule is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimisation.first_fit import first_fit
from optimisation.format.reading_problem import read_problem
from optimisation.judging import figures
from optimisation.judging.check import check
from optimisation.rules import breaches
from optimisation.solve import solve
from optimisation.standing import without_a_solver

PROBLEMS = Path(__file__).resolve().parents[1] / "problems"


@pytest.mark.parametrize("name", ["batch-1", "surge-2"])
def test_it_places_somebody_when_the_solvers_have_no_time(name) -> None:
    """A plan requested with almost no time still places people and breaks no rule."""
    problem = read_problem((PROBLEMS / f"{name}.json").read_text())
    plan = solve(problem, seconds=0.01, reasons=False)
    assert plan.placements and plan.status == "feasible" and plan.run.stopped_by == "time"
    assert check(problem, plan) == []


def test_it_ends_when_told_with_what_it_has() -> None:
    """A search that is told to stop returns what it has found so far, and that plan breaks no rule."""
    problem = read_problem((PROBLEMS / "batch-1.json").read_text())
    nobody = solve(problem, seconds=0.01, reasons=False, stop=lambda: True)
    assert not nobody.placements and first_fit(problem, nobody, 60, stop=lambda: True) == nobody
    some = first_fit(problem, nobody, 60)
    assert some.placements and check(problem, some) == []
    assert {one.case for one in some.placements} <= {one.case for one in first_fit(problem, some, 60).placements}


@pytest.mark.parametrize("name", ["batch-1", "surge-2", "replan-1"])
def test_a_plan_is_never_worse_than_what_is_reserved_nor_than_one_quick_pass(name) -> None:
    """With little time, cases with a reservation keep a place, and others are placed as in one quick pass."""
    problem = read_problem((PROBLEMS / f"{name}.json").read_text())
    plan = solve(problem, seconds=0.01, reasons=False)
    assert check(problem, plan) == []
    quick = [figures.with_totals(problem, one) for one in without_a_solver(problem)]
    assert quick and all(not list(breaches(problem, one)) for one in quick)
    assert plan.totals.unplaced_weight <= min(one.totals.unplaced_weight for one in quick)
    assert len(plan.placements) > len(problem.cases) / 3
