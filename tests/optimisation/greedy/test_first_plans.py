"""A good greedy plan before any solver starts: it breaks no rule, is quick, and no search ends with a worse one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from optimisation.facts.units import Unit
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.greedy.choices import Choice, choices_of
from optimisation.greedy.first_plans import first_plans
from optimisation.judging import figures
from optimisation.judging.check import check
from optimisation.rules import breaches
from optimisation.scale.board import Board
from optimisation.scale.formulation import crowds, escorting
from optimisation.scale.formulation.formulation import formulate
from optimisation.scale.reading_in import flown, start_from_plan
from optimisation.search import Search
from optimisation.solve import solve
from tests.benchmarks import generate
from tests.benchmarks.tight_years import VARIANTS, tight_year
from tests.support.engine.random_problems import random_problem

PROBLEMS = Path(__file__).resolve().parents[2] / "problems"


def problem_of(name: str) -> Problem:
    """One of the problems with proved answers."""
    return read_problem((PROBLEMS / f"{name}.json").read_text())


def level(problem: Problem, plan: Plan) -> tuple[int, int]:
    """Weight left and cost, calculated again."""
    totals = figures.totals(problem, plan)
    return totals.unplaced_weight, totals.cost


@pytest.mark.parametrize("seed", range(100, 160))
def test_it_breaks_no_rule_whatever_the_problem_asks(seed: int) -> None:
    """With every key of the format, a plan without pins breaks no rule, and one with pins only the rule of journeys."""
    problem = read_problem(json.dumps(random_problem(seed)))
    pinned = any(case.pinned for case in problem.cases) or problem.missions_pinned
    plans = list(first_plans(problem))
    assert plans or pinned
    for plan in plans:
        broken = {one.rule for one in breaches(problem, plan)}
        assert not broken or (pinned and broken == {"journey"})


@pytest.mark.parametrize(("name", "most"), [("batch-1", 2), ("batch-2", 4), ("surge-2", 26), ("budget-1", 10)])
def test_it_leaves_little_more_than_what_must_be_left(name: str, most: int) -> None:
    """On problems with proved answers (1, 4, 26 and 4 must be left) the greedy plan leaves hardly more."""
    problem = problem_of(name)
    assert min(level(problem, plan) for plan in first_plans(problem))[0] <= most


def test_a_charter_is_opened_by_many_together() -> None:
    """Families who have no other way open a charter together, although none of them would open it alone."""
    problem = problem_of("surge-2")
    best = min(first_plans(problem), key=lambda plan: level(problem, plan))
    assert best.charters and list(breaches(problem, best)) == []


def test_everybody_who_can_stays_on_the_current_journey() -> None:
    """The first plan of a problem with reservations moves nobody whose current journey is still possible."""
    problem = problem_of("replan-1")
    choices, plan = choices_of(problem), next(first_plans(problem))
    possible = [
        {case.id for case in unit.cases}
        for unit, mine in zip(choices.units, choices.of_unit, strict=True)
        if {case.current for case in unit.cases} & {one.journey for one in mine}
    ]
    held = set().union(*possible)
    kept = {one.case for one in plan.placements if problem.cases_by_id[one.case].current == one.journey}
    assert len(held) > 50 and kept >= held


@pytest.mark.parametrize("variant", ["scarce-escorts", "scarce-money", "many-lines", "shared-hubs"])
def test_what_is_promised_can_be_kept_without_a_solver(variant: str) -> None:
    """A whole plan becomes the promise: a plan as good as that is found again, escorts and money included."""
    raw = tight_year(variant, 4, 200)
    plan = solve(read_problem(json.dumps(raw)), seconds=60, effort=4.0, seed=1, reasons=False)
    problem = read_problem(json.dumps(generate.promised(raw, plan.journeys_of)))
    assert min(level(problem, one) for one in first_plans(problem)) <= level(problem, plan)


@pytest.mark.parametrize("name", ["batch-1", "surge-2", "replan-1"])
def test_a_search_without_time_has_a_greedy_plan(name: str) -> None:
    """A search with almost no time returns a complete plan that breaks no rule."""
    problem = problem_of(name)
    plan = solve(problem, seconds=0.01, reasons=False)
    assert check(problem, plan) == [] and plan.status == "feasible" and plan.run.stopped_by == "time"
    assert len(plan.placements) > len(problem.cases) / 3


def test_it_ends_when_it_is_told_to() -> None:
    """A search that is cancelled at once places nobody."""
    assert not solve(problem_of("batch-1"), seconds=0.01, reasons=False, stop=lambda: True).placements


def test_a_year_takes_a_second_or_two() -> None:
    """2,420 people get a first plan within a few seconds of processor time, and nine in ten cases are placed."""
    problem = read_problem(json.dumps(generate.generate("record", 2)))
    began = time.process_time()
    plan = next(first_plans(problem))
    assert time.process_time() - began < 4.0
    assert list(breaches(problem, plan)) == [] and len(plan.unplaced) < 0.1 * len(problem.cases)
    assert level(problem, plan)[0] < 0.05 * sum(case.weight for case in problem.cases)


@pytest.mark.parametrize("crowded", [False, True])
def test_the_solvers_start_from_it(crowded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan becomes a solution in the matrix of the large engine, also if few escorts of a crowd have columns."""
    if crowded:
        monkeypatch.setattr(escorting, "CROWDED", 0)
        monkeypatch.setattr(crowds, "KEPT", 1)
    search = Search(problem_of("surge-2"))
    for plan in first_plans(search.problem):
        search.offer(plan)
    assert search.best is not None and search.best.missions and search.best.charters
    board = Board(search, formulate(search.problem, known=flown(search.best)))
    assert list(start_from_plan(board, "flows", search.best)) == []
    assert board.x is not None and board.fits(board.x)
    assert board.level_of(board.x) == (search.best.totals.unplaced_weight, search.best.totals.cost)


@pytest.mark.parametrize("variant", VARIANTS)
def test_tight_years_of_every_kind_are_planned_without_a_breach(variant: str) -> None:
    """Tight years with scarce seats, escorts or money, shared hubs or charters only: no rule is broken, most travel."""
    problem = read_problem(json.dumps(tight_year(variant, 2, 200)))
    plans = list(first_plans(problem))
    assert all(not list(breaches(problem, plan)) for plan in plans)
    lost = sum(unit.weight for unit, mine in zip(*_units_and_choices(problem), strict=True) if not mine)
    everybody = sum(case.weight for case in problem.cases)
    assert min(level(problem, plan) for plan in plans)[0] - lost <= 0.2 * everybody


def _units_and_choices(problem: Problem) -> tuple[list[Unit], list[list[Choice]]]:
    choices = choices_of(problem)
    return choices.units, choices.of_unit
