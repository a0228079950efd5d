"""Robust plans have the least weight, a cost within the limit, and keep at least as many people as the plain plan."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from optimisation.command_line.commands import main
from optimisation.format.plan import Plan, Robust, to_json
from optimisation.format.problem import Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.format.strict import Malformed
from optimisation.judging.check import check
from optimisation.search import Search
from optimisation.solve import solve
from optimisation.uncertainty import robust as module
from optimisation.uncertainty.fragility import Fragility, missed_minimums
from optimisation.uncertainty.replay import replay
from optimisation.uncertainty.robust import RUNS, SEED, robust
from optimisation.uncertainty.stress import draws_of, stress
from tests.support.engine.busy_problems import busy
from tests.support.engine.chances import FORMAT, uncertain
from tests.support.engine.random_problems import random_problem
from tests.support.engine.tiny import Json, raw_plan, raw_problem


def kept(problem: Problem, plan: Plan) -> Decimal:
    """The mean number of people kept, in the runs by which robust plans are judged."""
    return stress(problem, plan, draws_of(problem, RUNS, SEED), supports=False).kept


def late_papers() -> Json:
    """C2 has documents only on 4 December: too late for the cheapest journey on the 3rd, in time for K on the 6th."""
    raw: Json = raw_problem() | {"format": FORMAT}
    raw["cases"][1]["ready"] = [["2026-12-04", 100]]
    raw["cases"][1]["current"] = None
    raw["day_limits"] = {}
    return raw


def strengthened(raw: Json, per_cent: float) -> tuple[Problem, Plan, Plan]:
    """The problem, its plain plan and its robust plan."""
    problem = read_problem(raw)
    return problem, solve(problem, seconds=None, reasons=False), robust(Search(problem), per_cent, reasons=False)


def test_money_buys_a_later_flight_for_late_papers() -> None:
    """With enough money C2 travels after its documents arrive; without extra money it stays on the cheaper journey."""
    problem, plain, safe = strengthened(late_papers(), 50)
    assert plain.journeys_of["C2"] != "K"
    assert safe.journeys_of["C2"] == "K"
    assert (kept(problem, plain), kept(problem, safe)) == (3, 4)
    assert safe.run.robust == Robust(50, 4.0)
    same = robust(Search(problem), 0.0, reasons=False)
    assert same.totals.cost == plain.totals.cost


def test_polishing_alone_finds_the_later_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a problem too large to be solved several times, polishing alone also moves C2 after its documents."""
    monkeypatch.setattr(module, "LARGE", 0)
    _, plain, safe = strengthened(late_papers(), 50)
    assert (plain.journeys_of["C2"] == "K", safe.journeys_of["C2"]) == (False, "K")
    assert safe.run.robust == Robust(50, 4.0)
    _, plain, tight = strengthened(late_papers(), 0.1)
    assert tight.journeys_of == plain.journeys_of


@pytest.mark.parametrize("seed", range(10))
def test_a_robust_plan_keeps_to_its_limits(seed: int) -> None:
    """A robust plan leaves no more weight, costs at most the allowed amount, keeps no fewer people, passes `check`."""
    problem, plain, safe = strengthened(uncertain(random_problem(seed), seed), 10)
    assert check(problem, safe) == []
    if plain.status == "infeasible":
        assert safe.status == "infeasible"
        return
    assert safe.totals.unplaced_weight == plain.totals.unplaced_weight
    assert safe.totals.cost <= plain.totals.cost * 1.1
    assert kept(problem, safe) >= kept(problem, plain)
    assert safe.run.robust is not None
    assert abs(Decimal(safe.run.robust.kept) - kept(problem, safe)) < Decimal("0.0001")


def test_a_busy_problem_keeps_more() -> None:
    """With many escorts and minimums, the extra money keeps more people than the plain plan does."""
    problem = busy(0)[0]
    plain = solve(problem, seconds=None, reasons=False)
    safe = robust(Search(problem, seconds=30.0), 20, reasons=False)
    assert check(problem, safe) == []
    assert safe.totals.cost <= plain.totals.cost * 1.2
    assert kept(problem, safe) > kept(problem, plain) + 1


def test_the_same_seed_gives_the_same_robust_plan() -> None:
    """With an effort and no time limit, two runs differ only in their seconds."""
    problem = read_problem(uncertain(random_problem(8), 8))
    plans = [robust(Search(problem, effort=20.0, seed=3, workers=1), 5.0, reasons=False) for _ in range(2)]
    one, two = (dataclasses.replace(one, run=dataclasses.replace(one.run, seconds=0.0)) for one in plans)
    assert one == two


def test_expected_losses_are_those_of_the_replay() -> None:
    """The expected loss for documents, flights and linked cases equals the share of runs in which it happens."""
    problem, plan = busy(6)
    calm = dataclasses.replace(problem, cases=tuple(dataclasses.replace(one, no_show=0) for one in problem.cases))
    draws, fragile = draws_of(calm, 3000, 1), Fragility(calm)
    lived = replay(calm, plan, draws)
    seen = 0
    for case, journey in plan.journeys_of.items():
        why = {cause: runs for cause, runs in lived.why[case].items() if cause not in ("escort", "minimum")}
        if not lived.why[case]["escort"] and not any(
            lived.why[one.id]["escort"] for one in fragile.linked.get(case, [])
        ):
            share = sum(runs.bit_count() for runs in why.values()) / draws.runs
            expected = fragile.loss(calm.cases_by_id[case], calm.journeys_by_id[journey])
            assert abs(share - expected) < 0.04
            seen += expected > 0
    assert seen > 3


def test_a_minimum_that_is_missed_is_known() -> None:
    """If a journey misses its minimum in some runs, the share of these runs is found."""
    for seed in range(40):
        problem, plan = busy(seed)
        draws = draws_of(problem, 50, 0)
        found = missed_minimums(problem, plan, replay(problem, plan, draws), draws)
        if any(found.values()):
            assert all(problem.journeys_by_id[journey].minimum for journey in found)
            return
    raise AssertionError("no seed has a minimum that is missed")


def test_plan_files_may_say_that_they_are_robust() -> None:
    """`run.robust` is read as strictly as other keys, written, and otherwise absent."""
    raw = raw_plan()
    assert "robust" not in to_json(read_plan(raw))["run"]
    raw["run"]["robust"] = {"per_cent": 2.0, "kept": 3.25}
    found = read_plan(raw)
    assert found.run.robust == Robust(2.0, 3.25)
    assert to_json(found)["run"] == raw["run"]
    for wrong, fault in (
        (None, "run.robust: null is not allowed"),
        ({"per_cent": 2.0}, "run.robust.kept: is missing"),
        ({"per_cent": "2", "kept": 1}, "run.robust.per_cent: not a number"),
        ({"per_cent": 2, "kept": 1, "runs": 5}, "run.robust.runs: unknown key"),
    ):
        raw["run"]["robust"] = wrong
        with pytest.raises(Malformed) as caught:
            read_plan(raw)
        assert [str(one) for one in caught.value.faults] == [fault]


def test_the_command_solves_robustly(tmp_path: Path) -> None:
    """`solve --robust 50` writes a plan that passes `check`, with the percentage and the people kept."""
    problem, out = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(json.dumps(late_papers()))
    code = main_in_a_process(["solve", str(problem), "--out", str(out), "--robust", "50", "--seconds", "20"])
    assert code == 0
    assert json.loads(out.read_text())["run"]["robust"] == {"per_cent": 50.0, "kept": 4.0}
    assert main(["check", str(problem), str(out)], 0.0) == 0


def main_in_a_process(words: list[str]) -> int:
    """The command in its own process, because `solve` has a watchdog that ends it."""
    return subprocess.run([sys.executable, "-m", "optimisation", *words], check=False, capture_output=True).returncode
