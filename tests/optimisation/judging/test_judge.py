"""Moves by hand: whether they are allowed, what they cost, and who else moves, without a solver."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimisation.format import plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging import judge
from optimisation.judging.check import check
from tests.optimisation.rules.test_rules import both, put, to
from tests.support.engine.brute_force import best
from tests.support.engine.random_problems import random_problem
from tests.support.engine.tiny import bent

ROOT = Path(__file__).parents[3]


def test_it_says_what_a_move_breaks_and_costs() -> None:
    """Moving C2 from J to K costs 7 for the broken promise, and is refused if K has no seat."""
    asked, answer = bent()
    found = judge.verdict(asked, answer, "C2", "K")
    assert (found.allowed, found.cost_change, found.moved) == (True, 7, ("C2",))
    asked, answer = bent(put("legs.2.seats", 0))
    found = judge.verdict(asked, answer, "C2", "K")
    assert not found.allowed
    assert [one.rule for one in found.breaches] == ["seats"]


def test_it_leaves_a_case_behind() -> None:
    """Leaving a case behind adds its weight, `left_cost` and `change_cost`, and saves its costs."""
    asked, answer = bent()
    found = judge.verdict(asked, answer, "C2", None)
    assert (found.allowed, found.weight_change, found.cost_change) == (True, 1, 11 + 7 - 112)


def test_it_moves_all_that_travel_together() -> None:
    """Linked cases move together, and their escort follows."""
    asked, answer = bent(both(put("together", [["C1", "C2"]]), put("return_days.UBN", 0)))
    found = judge.verdict(asked, answer, "C2", "G")
    assert (found.allowed, found.moved) == (True, ("C1", "C2"))
    assert found.plan.charters == {"G": "S"}
    assert found.plan.missions[0].attends == ("C1",)


def test_it_ends_a_group_fare_that_has_become_too_small() -> None:
    """If a group becomes too small for its fare, those who stay pay individual fares and are named as moved."""
    asked, answer = bent(both(to("G", fare="group", charter="S"), put("day_limits", {})))
    found = judge.verdict(asked, answer, "C1", "J")
    assert found.allowed
    assert found.moved == ("C1", "C2")


def test_it_refuses_ids_that_name_nothing() -> None:
    """An unknown id raises KeyError, because it is a mistake of the caller."""
    asked, answer = bent()
    for case, journey in (("X", "J"), ("C1", "X")):
        with pytest.raises(KeyError):
            judge.verdict(asked, answer, case, journey)


@pytest.mark.parametrize("seed", sorted({*range(200, 240)} - {207, 209, 210, 214, 219, 225, 227, 228, 236}))
def test_it_allows_only_moves_to_whole_plans(seed: int) -> None:
    """A move is allowed if and only if the resulting plan passes `check`."""
    asked = read_problem(json.dumps(random_problem(seed)))
    found = best(asked)
    assert found is not None, "choose a seed whose problem has a plan"
    for case in asked.cases:
        for journey in [None, *asked.journeys_by_id]:
            one = judge.verdict(asked, found[1], case.id, journey)
            wrong = [str(breach) for breach in check(asked, one.plan) if breach.rule not in ("bound", "gap")]
            assert one.allowed == (not wrong)
            if one.allowed:
                assert (one.weight_change, one.cost_change) >= (0, 0)


def test_it_judges_a_move_in_an_instant() -> None:
    """A move for 300 people is judged within 50 ms (median), without loading a solver."""
    asked = read_problem((ROOT / "tests/problems/surge-2.json").read_bytes())
    nobody = plan.Plan("feasible", unplaced=tuple(plan.Unplaced(case.id) for case in asked.cases))
    answer = nobody
    for case in asked.cases:
        for name, one in judge.best_journeys(asked, answer, case.id, 1)[:1]:
            assert name in one.plan.journeys_of.values()
            answer = one.plan
        if len(answer.placements) > 40:
            break
    times = []
    for case in random.Random(1).sample(asked.cases, 15):
        start = time.perf_counter()
        judge.verdict(asked, answer, case.id, asked.journeys[0].id)
        times.append(time.perf_counter() - start)
    assert sorted(times)[7] < 0.05
    code = "import sys, optimisation.judging.judge, optimisation.judging.check; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
