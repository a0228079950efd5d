"""Realistic problems whose best plans were proved independently."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.solve import solve

PROBLEMS = Path(__file__).parent.parent / "problems"
QUICK = {"example": (1, 318_900), "batch-1": (1, 3_138_400), "batch-2": (4, 3_508_600)}
LONG = {"replan-1": (0, 11_943_800), "budget-1": (4, 5_548_600), "surge-2": (26, 18_401_900)}


def proves(name: str, weight: int, cost: int, seconds: float) -> None:
    """Solve the problem and expect exactly the proved figures and bounds."""
    asked = read_problem((PROBLEMS / f"{name}.json").read_bytes())
    answer = solve(asked, seconds=seconds, workers=1, reasons=False)
    assert check(asked, answer) == []
    assert (answer.totals.unplaced_weight, answer.totals.cost) == (weight, cost)
    assert answer.status == "optimal"
    assert answer.bound.unplaced_weight == weight
    assert cost - 2e-6 * cost <= answer.bound.cost <= cost


@pytest.mark.parametrize("name", QUICK)
def test_it_proves_small_problems(name: str) -> None:
    """Small problems reach the proved figures: lower ones would show a missing rule, higher ones a cut-off search."""
    proves(name, *QUICK[name], seconds=60)


@pytest.mark.hard
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", LONG)
def test_it_proves_larger_problems(name: str) -> None:
    """Problems with 300 people, scarce money and promises reach the proved figures."""
    proves(name, *LONG[name], seconds=600)
