"""The methods for large problems on small ones: sweeps from both ends, merged solutions, a year planned by weeks."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.scale import plan_all
from optimisation.scale.board import Board
from optimisation.scale.formulation import crowds, escorting
from optimisation.scale.formulation.formulation import formulate
from optimisation.scale.formulation.missions import EscortTrip
from optimisation.scale.formulation.money_flows import MoneyFlows
from optimisation.scale.matrices import solvers
from optimisation.scale.matrices.pieces import capped
from optimisation.scale.strategies import first_order, shortage, windows
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.strategies.strategy import WIDE, everybody_left, weight_price
from optimisation.search import Search
from tests.benchmarks import generate
from tests.benchmarks.weekly import week_by_week
from tests.optimisation.scale.test_scale_bounds import planned, problem_of
from tests.support.engine.doing import done


@pytest.mark.parametrize("kept", [8, 1])
@pytest.mark.parametrize("seed", [201, 204, 207])
def test_windows_break_no_rule_and_bound_nothing_too_high(
    seed: int, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R73: every plan passes `check`, and no bound exceeds the best plan. This also holds with only one real escort on
    each path and with prices from the first-order method.
    """
    asked = problem_of(seed)
    best = planned(asked)
    monkeypatch.setattr(plan_all, "COLUMNS_IN_ONE_PIECE", 0)
    if kept == 1:
        monkeypatch.setattr(escorting, "CROWDED", 0)
        monkeypatch.setattr(crowds, "KEPT", kept)
        monkeypatch.setattr(windows, "MOST", 0)
        monkeypatch.setattr(windows, "MANY", 0)
        monkeypatch.setattr(shortage, "NEAR", 2)
    search = Search(asked, 3.0, workers=2)
    with SolverProcess() as solver:
        plan = search.plan(plan_all.plan_all(search, solver))
    assert check(asked, plan) == []
    if best.status == "optimal" and plan.status in ("optimal", "feasible"):
        truth = best.totals.unplaced_weight, best.totals.cost
        assert (plan.totals.unplaced_weight, plan.totals.cost) >= truth
        assert plan.bound.unplaced_weight <= truth[0]
        if plan.totals.unplaced_weight == truth[0]:
            assert plan.bound.cost <= truth[1]


def test_of_many_escorts_the_bound_knows_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """If each path has only one mission, the relaxation costs no more than with all, and no plan uses “anybody”."""
    asked = read_problem(json.dumps(generate.generate("surge", 0)))
    everybody = formulate(asked)
    monkeypatch.setattr(escorting, "CROWDED", 0)
    monkeypatch.setattr(crowds, "KEPT", 1)
    few = formulate(asked)
    assert few.anybody and len(few.missions) < len(everybody.missions)
    assert not few.compiled().most[list(few.anybody)].any()
    assert few.step == 1, "a bound is not rounded up to multiples that only the few keep to"
    bounds = [
        solvers.solve(
            model.relaxed(), model.relaxed().weight * 1e6 + model.relaxed().cost, solvers.Limits(60), linear=True
        )
        for model in (few, everybody)
    ]
    assert bounds[0].value <= bounds[1].value + 1e-3


def test_a_crowd_asked_at_once_is_the_one_asked_one_by_one() -> None:
    """For every path and role the fast lookup finds the same escorts, in the same order, as asking each one."""
    asked = read_problem(json.dumps(generate.generate("batch", 0)))
    home = asked.escorts[0]
    barred = replace(home, id="barred", barred=(asked.legs[0].destination,))
    asked = replace(asked, escorts=(*asked.escorts, barred, replace(home, id="away", available=())))
    crowd, found = crowds.Crowd(asked), set[str]()
    for role, path in product(asked.roles, sorted(asked.prefixes)):
        way = EscortTrip.of(asked, path)
        able = crowd._able(role, way)
        assert able == [one for one in crowd.in_role[role] if way.suits(one)]
        found |= {one.id for one in crowd.in_role[role] if one not in able}
    assert {"barred", "away"} <= found


def test_prices_of_steps_bound_nearly_as_well_as_those_of_the_simplex() -> None:
    """Bounds from the first-order method never exceed the relaxation and are within two per cent of it."""
    asked = read_problem(json.dumps(generate.generate("year", 0)))
    board = Board(Search(asked), formulate(asked))
    matrix, least = board.model.relaxed(), float(shortage.weight_without_journey(board))
    worth = first_order.first_worth(board)
    both = done(first_order.first_order_blend(board, worth), {WIDE: matrix})
    more = done(first_order.first_order_relaxation(board, least + 10), {WIDE: matrix})
    for weight, found in ((least, first_order.at_least_weight(board, both, least)), (least + 10, more)):
        whole = solvers.solve(capped(matrix, weight), matrix.cost, solvers.Limits(60.0), linear=True)
        assert 0.98 * whole.bound <= found.bound <= whole.bound + 1.0


def test_steps_that_end_early_bound_nothing_too_high(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the first-order method stops early, its bounds are weaker but valid."""
    monkeypatch.setattr(first_order, "STEPS", 20)
    asked = read_problem(json.dumps(generate.generate("batch", 0)))
    board = Board(Search(asked), formulate(asked))
    matrix, weight = board.model.relaxed(), 30.0
    whole = solvers.solve(capped(matrix, weight), matrix.cost, solvers.Limits(60.0), linear=True)
    for worth in (1.0, first_order.first_worth(board), weight_price(board)):
        both = done(first_order.first_order_blend(board, worth), {WIDE: matrix})
        assert first_order.at_least_weight(board, both, weight).bound <= whole.bound + 1.0
    assert done(first_order.first_order_relaxation(board, weight), {WIDE: matrix}).bound <= whole.bound + 1.0


def test_weight_grows_dearer_until_no_more_is_left_than_must_be() -> None:
    """From too low a price of weight the relaxation leaves many; raising it gives as good a bound as a high price."""
    asked = read_problem(json.dumps(generate.generate("year", 0)))
    board = Board(Search(asked), formulate(asked))
    matrix, least = board.model.relaxed(), float(shortage.weight_without_journey(board))
    board.search.lift_weight(int(least))
    cheap = 0.01 * first_order.first_worth(board)
    first = done(first_order.first_order_blend(board, cheap), {WIDE: matrix})
    assert matrix.weight @ first.x > 2.0 * least
    found = done(first_order.raised_worth(board, first), {WIDE: matrix})
    assert cheap < found.worth <= weight_price(board)
    assert found.worth == weight_price(board) or matrix.weight @ found.x <= 1.002 * least + 1.0
    whole = solvers.solve(capped(matrix, least), matrix.cost, solvers.Limits(60.0), linear=True)
    assert 0.98 * whole.bound <= first_order.at_least_weight(board, found, least).bound <= whole.bound + 1.0


@pytest.mark.parametrize("seed", sorted({*range(200, 212)} - {207, 209, 210}))
def test_the_weight_proved_nearby_is_never_more_than_must_be_left(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """R73: the weight bound from small groups of units never exceeds the weight that must be left."""
    asked = problem_of(seed)
    best = planned(asked)
    assert best.status == "optimal", "choose a seed whose problem has a plan"
    for near in (1, 2, 100):
        monkeypatch.setattr(shortage, "NEAR", near)
        board = Board(Search(asked), formulate(asked))
        around = Neighbourhoods(board.model, 0)
        matrices = {WIDE: board.model.relaxed()}
        done(shortage.lift_weight_nearby(board, around, everybody_left(board)), matrices)
        assert board.search.weight_bound <= best.totals.unplaced_weight
        assert near < 100 or board.search.weight_bound == best.totals.unplaced_weight


def test_money_flows_are_found_again() -> None:
    """Charges that may use two lines are spread over both if one is too small, moving other flows if necessary."""
    raw = generate.generate("batch", 0)
    model = formulate(read_problem(json.dumps(raw)))
    flows, matrix = MoneyFlows.of(model), model.compiled()
    assert len(flows.columns) > 2
    x = np.zeros(matrix.columns)
    x[model.left] = 1.0
    rng = np.random.default_rng(0)
    for number in rng.permutation(len(model.units))[:8]:
        columns = model.of_unit[number]
        if columns:
            x[model.left[number]], x[columns[0]] = 0.0, 1.0
    money = np.unique(np.concatenate([flows.charges, flows.ceilings]))
    broken = matrix.activity(x)[money] > matrix.upper[money] + 1e-6
    mended = matrix.activity(flows.recomputed(model, x))[money] > matrix.upper[money] + 1e-6
    assert broken.any()
    assert not mended.any()


def test_two_solutions_that_open_the_same_thing_are_put_together() -> None:
    """Merging two solutions keeps the changes of both, and what both opened is opened once."""
    asked = read_problem(json.dumps(generate.generate("batch", 0)))
    board = Board(Search(asked), formulate(asked))
    base = everybody_left(board)
    opened = int(np.flatnonzero(board.model.indicator)[0])
    one, two = base.copy(), base.copy()
    one[opened] = two[opened] = 1.0
    assert board.merged(one, base, two)[opened] == 1.0


def test_a_year_planned_week_by_week_keeps_every_rule() -> None:
    """A year planned week by week breaks no rule across the weeks, and most people travel."""
    raw, before = generate.generate("batch", 0), generate.generate("batch", 1)
    plan = week_by_week(raw, before, 0, 5.0)
    assert check(read_problem(json.dumps(raw)), plan) == []
    assert len(plan.placements) > len(raw["cases"]) / 2
