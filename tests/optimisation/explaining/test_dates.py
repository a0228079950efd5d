"""Dates to promise: each belongs to a real plan with the case on that date, and in small problems no plan is better."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimisation.command_line.commands import main
from optimisation.explaining import dates
from optimisation.explaining.dates import best_dates
from optimisation.facts.suitability import suiting
from optimisation.format.plan import Plan, to_text
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging import figures
from optimisation.judging.judge import linked
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference.part import part_of
from optimisation.rules import breaches
from optimisation.solve import solve
from tests.benchmarks.generate import generate
from tests.support.engine import brute_force
from tests.support.engine.busy_problems import busy
from tests.support.engine.random_problems import random_problem
from tests.support.engine.tiny import raw_problem


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    """One solver process for the whole module."""
    with SolverProcess() as one:
        yield one


def on_journey(problem: Problem, case: str, journey: str) -> Problem:
    """The problem with the case pinned to that journey."""
    cases = tuple(replace(one, pinned=journey) if one.id == case else one for one in problem.cases)
    return replace(problem, cases=cases)


def forced(problem: Problem, case: str) -> dict[Any, tuple[int, int]]:
    """Lowest weight and cost for each date on which the case could travel, found by trying everything."""
    found: dict[Any, tuple[int, int]] = {}
    for journey in suiting(problem, problem.cases_by_id[case]):
        best = brute_force.best(on_journey(problem, case, journey.id))
        if best is not None:
            on = problem.departure(journey.id)
            found[on] = min(found.get(on, best[0][:2]), best[0][:2])
    return found


@pytest.mark.parametrize("seed", range(12))
def test_no_better_date_exists_in_a_small_problem(seed: int, solver: SolverProcess) -> None:
    """In small problems the dates of every case, with weights and costs, equal those of brute force and are proved."""
    problem = read_problem(random_problem(seed))
    plan = solve(problem, seconds=None, reasons=False)
    if plan.status == "infeasible":
        assert plan.conflict
        return
    for case in problem.cases:
        if case.pinned is not None:
            continue
        found = best_dates(problem, plan, case.id, 9, solver=solver, patience=20.0)
        true = forced(problem, case.id)
        totals = plan.totals
        assert {one.on: (one.weight + totals.unplaced_weight, one.cost + totals.cost) for one in found} == true
        assert all(one.proved for one in found)
        assert [(one.weight, one.cost) for one in found] == sorted((one.weight, one.cost) for one in found)


@pytest.mark.parametrize("seed", range(3))
def test_a_date_of_a_larger_problem_is_a_real_plan(
    seed: int, solver: SolverProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a larger problem each date has a plan that breaks no rule, with the stated journey, date, costs and moves."""
    monkeypatch.setattr(dates, "SMALL", 0)
    problem, plan = busy(seed)
    checked = 0
    for case in problem.cases[:8]:
        group = linked(problem, case.id)
        for one in best_dates(problem, plan, case.id, 2, solver=solver, patience=10.0):
            assert list(breaches(problem, one.plan)) == []
            assert {one.plan.journeys_of[each] for each in group} == {one.journey}
            assert problem.departure(one.journey) == one.on
            true, before = figures.totals(problem, one.plan), plan.totals
            assert (true.unplaced_weight, true.cost) == (before.unplaced_weight + one.weight, before.cost + one.cost)
            journeys, after = plan.journeys_of, one.plan.journeys_of
            changed = {each.id for each in problem.cases if journeys.get(each.id) != after.get(each.id)}
            assert {move.case for move in one.moves} == changed.difference(group)
            assert not one.proved
            checked += 1
    assert checked > 3


def test_the_present_date_costs_nothing(solver: SolverProcess) -> None:
    """In a best plan the date that a case already has costs nothing and moves nobody."""
    problem = read_problem(generate("tiny", 7))
    plan = solve(problem, seconds=None, reasons=False)
    assert plan.journeys_of
    for case, journey in plan.journeys_of.items():
        best = best_dates(problem, plan, case, 1, solver=solver, patience=20.0)[0]
        assert (best.weight, best.cost, best.own_cost, best.moves) == (0, 0, 0, ())
        assert best.on == problem.departure(journey)


def test_what_stays_keeps_its_values(solver: SolverProcess) -> None:
    """If nobody may move, the part of the model gives the plan itself, and its values satisfy every row."""
    problem, plan = busy(4)
    part = part_of(problem, plan, ())
    milp = part.model.milp
    sums = [0.0] * len(milp.row_low)
    for row, column, value in zip(milp.row_of, milp.column_of, milp.value_of, strict=True):
        sums[row] += value * part.x[column]
    assert all(low <= total <= high for low, total, high in zip(milp.row_low, sums, milp.row_high, strict=True))
    assert _decided(part.plan([part.x[column] for column in part.columns])) == _decided(plan)


def _decided(plan: Plan) -> Any:
    """The decisions of a plan, without the names of its missions."""
    missions = {(one.escort, one.role, one.legs, one.line) for one in plan.missions}
    return [(one.case, one.journey, one.fare, one.lines) for one in plan.placements], missions, plan.totals


def test_the_command_prints_the_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`promise` prints date, journey, costs and moves as JSON, and refuses a case that does not exist."""
    problem = read_problem(raw_problem())
    (tmp_path / "problem.json").write_text(json.dumps(raw_problem()))
    (tmp_path / "plan.json").write_text(to_text(solve(problem, seconds=None, reasons=False)))
    files = [str(tmp_path / name) for name in ("problem.json", "plan.json")]
    assert main(["promise", *files, "C2", "--dates", "2"], 0.0) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["case"] == "C2"
    assert [one["date"] for one in answer["dates"]] == ["2026-12-03", "2026-12-06"]
    assert list(answer["dates"][0]) == ["date", "journey", "weight", "cost", "own_cost", "moves", "proved"]
    assert main(["promise", *files, "C9"], 0.0) == 2
    assert capsys.readouterr().err == "C9: there is no such case in the problem\n"
