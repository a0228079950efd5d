"""The engine for large problems on small ones: brute force agrees, bounds hold, and one seed gives one plan."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from optimisation import scale
from optimisation.format import problem
from optimisation.format.plan import Plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging import figures
from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.scale.formulation.formulation import formulate
from optimisation.scale.matrices.certificate import priced_bound
from optimisation.search import Search, whole_bound
from tests.support.engine.brute_force import best
from tests.support.engine.random_problems import random_problem


def problem_of(seed: int) -> problem.Problem:
    """A random problem with every key of the format."""
    return read_problem(json.dumps(random_problem(seed)))


def planned(asked: problem.Problem, **settings: float) -> Plan:
    """The plan of the engine for large problems."""
    search = Search(asked, **{"seconds": 60.0, "workers": 1, **settings})
    with SolverProcess() as solver:
        return search.plan(scale.run(search, solver))


def agrees_with_brute_force(seed: int) -> None:
    """Weight, cost and kept cases equal brute force, no bound exceeds them, and no rule is broken."""
    asked = problem_of(seed)
    answer, truth = planned(asked), best(asked)
    assert check(asked, answer) == []
    if truth is None:
        assert answer.status == "infeasible"
        return
    assert answer.status == "optimal"
    assert (answer.totals.unplaced_weight, answer.totals.cost, -figures.kept(asked, answer)) == truth[0]
    assert answer.bound.unplaced_weight <= truth[0][0]
    assert answer.bound.cost <= truth[0][1]


@pytest.mark.parametrize("seed", range(200, 215))
def test_it_finds_what_trying_everything_finds(seed: int) -> None:
    """R73: the engine for large problems gives the same results as brute force."""
    agrees_with_brute_force(seed)


@pytest.mark.hard
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", range(2000, 2500))
def test_it_finds_what_trying_everything_finds_500_times(seed: int) -> None:
    """R73: the same for 500 random problems."""
    agrees_with_brute_force(seed)


@pytest.mark.parametrize("seed", range(600, 606))
def test_bounds_of_runs_cut_short_hold_too(seed: int) -> None:
    """R73: however little effort a run had, its bounds of weight and cost never exceed the best plan's. The cost bound
    applies to plans with the weight of the unfinished plan.
    """
    asked = problem_of(seed)
    truth = best(asked)
    for effort in (1e-6, 1e-4, 1e-3, 3e-3):
        answer = planned(asked, effort=effort)
        assert check(asked, answer) == []
        if truth is None:
            assert answer.status in ("unknown", "infeasible")
        elif answer.status != "unknown":
            assert answer.status != "infeasible"
            assert answer.bound.unplaced_weight <= truth[0][0]
            assert answer.totals.unplaced_weight > truth[0][0] or answer.bound.cost <= truth[0][1]


@pytest.mark.parametrize("seed", sorted({*range(300, 310)} - {307}))
def test_it_never_bounds_above_the_best_whatever_the_prices(seed: int) -> None:
    """Bounds are valid for any row prices, not only for those of the solver."""
    import numpy as np

    asked = problem_of(seed)
    with SolverProcess() as solver:
        search = Search(asked)
        truth = search.plan(levels.run(search, solver))
    assert truth.status == "optimal", "choose a seed whose problem has a plan"
    for single in (False, True):
        matrix = formulate(asked, single).compiled()
        prices = np.random.default_rng(seed).normal(0.0, 500.0, matrix.rows)
        for scale_of in (0.0, 0.01, 1.0):
            assert (
                whole_bound(priced_bound(matrix, matrix.weight, scale_of * prices)[0]) <= truth.totals.unplaced_weight
            )


def test_it_gives_one_plan_for_one_seed() -> None:
    """R74: with one worker, or counted effort, a run repeats."""
    asked = problem_of(204)
    plans = [planned(asked, **settings) for settings in ({}, {}, {"effort": 50.0, "workers": 2})]
    bare = [replace(plan, run=plans[0].run) for plan in plans]
    assert bare[0] == bare[1]
    assert (bare[2].totals, bare[2].status) == (bare[0].totals, bare[0].status)


def test_it_stops_when_asked_and_keeps_the_best() -> None:
    """R71: a search that is cancelled at once still returns a plan."""
    search = Search(problem_of(204), 60.0, workers=1, stop=lambda: True)
    with SolverProcess() as solver:
        assert scale.run(search, solver) == "cancelled"
    assert search.best is not None
