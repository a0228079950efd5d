"""When the solvers have no time at all, some cases are still placed, and no rule is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimisation.first_fit import first_fit
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.solve import solve

PROBLEMS = Path(__file__).resolve().parents[1] / "problems"


@pytest.mark.parametrize("name", ["batch-1", "surge-2"])
def test_it_places_somebody_when_the_solvers_have_no_time(name) -> None:
    """A plan asked for with almost no time still places people and breaks no rule."""
    problem = read_problem((PROBLEMS / f"{name}.json").read_text())
    plan = solve(problem, seconds=0.01, reasons=False)
    assert plan.placements and plan.status == "feasible" and plan.run.stopped_by == "time"
    assert check(problem, plan) == []


def test_it_ends_when_told_with_what_it_has() -> None:
    """A search that is told to stop returns what it has found so far, as a plan that keeps the rules."""
    problem = read_problem((PROBLEMS / "batch-1.json").read_text())
    nobody = solve(problem, seconds=0.01, reasons=False, stop=lambda: True)
    assert not nobody.placements and first_fit(problem, nobody, 60, stop=lambda: True) == nobody
    some = first_fit(problem, nobody, 60)
    assert some.placements and check(problem, some) == []
    assert {one.case for one in some.placements} <= {one.case for one in first_fit(problem, some, 60).placements}
