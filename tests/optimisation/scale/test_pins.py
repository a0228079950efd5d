"""Pins in problems too large for one model: whether they can be kept, and the smallest sets that cannot."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optimisation.format import problem
from optimisation.format.plan import Plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.scale import plan_all
from optimisation.scale.formulation import crowds, escorting
from optimisation.scale.formulation.formulation import formulate
from optimisation.search import Search
from tests.benchmarks import generate
from tests.optimisation.scale.test_scale_bounds import planned, problem_of

CLASHING = (2, 54, 209, 227)
"""Random problems whose pins cannot be kept because of an escort's days, an impossible mission, dates, or lines."""


def as_large(asked: problem.Problem, seconds: float = 20.0) -> Plan:
    search = Search(asked, seconds, workers=2)
    with SolverProcess() as solver:
        return search.plan(plan_all.plan_all(search, solver))


@pytest.mark.parametrize("crowded", [False, True])
@pytest.mark.parametrize("seed", CLASHING)
def test_large_problems_name_the_pins_that_small_ones_name(
    seed: int, crowded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The method for large problems names the same pins and rules as that for small ones, also with many escorts."""
    asked = problem_of(seed)
    truth = planned(asked)
    monkeypatch.setattr(plan_all, "COLUMNS_IN_ONE_PIECE", 0)
    if crowded:
        monkeypatch.setattr(escorting, "CROWDED", 0)
        monkeypatch.setattr(crowds, "KEPT", 1)
    found = as_large(asked)
    assert truth.status == found.status == "infeasible"
    assert [(one.pins, one.rule) for one in found.conflict] == [(one.pins, one.rule) for one in truth.conflict]


def three_on_one_journey(raw: dict[str, Any]) -> tuple[str, list[str]]:
    """A journey, and three single people who could take it without an escort."""
    model = formulate(read_problem(json.dumps(raw)))
    for journey, columns in model.riders.items():
        units = [model.units[number] for number in dict.fromkeys(model.trips[column][0] for column in columns)]
        alone = [unit.cases[0] for unit in units if len(unit.cases) == 1]
        names = [case.id for case in alone if case.persons == 1 and case.travellers.adult and not case.escorts]
        row = model.problem.journeys_by_id[journey]
        if len(names) >= 3 and not (row.minimum or row.fixed_cost):
            return journey, names[:3]
    raise AssertionError("no such journey")


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_among_thousands_the_smallest_set_of_clashing_pins_is_found(seats: int) -> None:
    """In a record year pins within the seats are kept, and otherwise as many pins as seats plus one are named."""
    raw = generate.generate("record", 0)
    journey, names = three_on_one_journey(raw)
    leg = next(one["legs"][0] for one in raw["journeys"] if one["id"] == journey)
    for one in raw["legs"]:
        one["seats"] = seats if one["id"] == leg else one["seats"]
    for one in raw["cases"]:
        one["pinned"] = journey if one["id"] in names else None
    asked = read_problem(json.dumps(raw))
    assert formulate(asked).compiled().columns > plan_all.COLUMNS_IN_ONE_PIECE
    plan = as_large(asked, 30.0 if seats < 3 else 8.0)
    assert check(asked, plan) == []
    if seats == 3:
        assert plan.status == "feasible" and all(plan.journeys_of[name] == journey for name in names)
    else:
        (conflict,) = plan.conflict
        assert plan.status == "infeasible" and conflict.rule == "seats"
        assert len(conflict.pins) == seats + 1 and set(conflict.pins) <= set(names)
