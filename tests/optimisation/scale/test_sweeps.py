"""Two workers plan a large problem window by window: windows that clash, and units that were left."""

from __future__ import annotations

import json
from math import inf
from typing import Any

import numpy as np
import pytest

from optimisation.format.reading_problem import read_problem
from optimisation.scale.board import Board, Relaxation
from optimisation.scale.formulation.formulation import formulate
from optimisation.scale.matrices import solvers
from optimisation.scale.matrices.matrix import Floats, Matrix
from optimisation.scale.strategies import first_order, sweeps, windows
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.strategies.strategy import WIDE, blended_goal, everybody_left
from optimisation.scale.strategies.sweeps import Sweep
from optimisation.scale.workers import Task, perform
from optimisation.search import Search
from tests.benchmarks import generate
from tests.support.engine.doing import done


def board_of(name: str, seed: int = 0) -> Board:
    asked = read_problem(json.dumps(generate.generate(name, seed)))
    return Board(Search(asked), formulate(asked))


def relaxed(board: Board) -> Relaxation:
    """The relaxation solved by the simplex method, with both levels in one objective."""
    matrix, goal = board.model.relaxed(), blended_goal(board)
    found = solvers.solve(matrix, goal, solvers.Limits(60.0), linear=True)
    assert found.duals is not None and found.x is not None
    return Relaxation(found.bound, found.duals, found.x)


def matrices_of(board: Board) -> dict[str, Matrix]:
    return {"flows": board.model.compiled(), WIDE: board.model.relaxed()}


def solved(board: Board, task: Task) -> Any:
    return perform(matrices_of(board), task)


def planned(work: Sweep, units: list[int], base: Floats) -> Floats | None:
    """The solution of the window around `base`, as a worker would find it."""
    free = work.around.free(units, base, work.worth)
    answer = solved(work.board, Task("flows", work.objective(units), 10.0, base=base, free=free, gap=1e-3))
    return answer.x if answer is not None else None


def sweep_of(board: Board, monkeypatch: pytest.MonkeyPatch) -> Sweep:
    """A sweep with windows of a few units."""
    monkeypatch.setattr(sweeps, "LEAST", 6)
    return Sweep(board, Neighbourhoods(board.model, 0), relaxed(board))


def test_windows_that_clash_are_planned_again_and_nobody_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """If all windows are planned from one base, those that clash are planned again and no case is lost."""
    one_by_one, all_at_once = (sweep_of(board_of("batch"), monkeypatch) for _ in range(2))
    while (units := one_by_one.take(backwards=False)) is not None:
        base = one_by_one.x
        one_by_one.settle(units, base, planned(one_by_one, units, base))
    base, pin_conflicts = all_at_once.x, 0
    found = []
    while (units := all_at_once.take(backwards=False)) is not None:
        found.append((units, planned(all_at_once, units, base)))
    assert not all_at_once.done
    for units, x in found:
        all_at_once.settle(units, base, x)
        pin_conflicts += bool(all_at_once.postponed)
    while (units := all_at_once.take(backwards=True)) is not None:
        base = all_at_once.x
        all_at_once.settle(units, base, planned(all_at_once, units, base))
    assert pin_conflicts, "nothing was tried"
    assert all_at_once.done and all_at_once.board.fits(all_at_once.x)
    weights = [work.board.level_of(work.x)[0] for work in (one_by_one, all_at_once)]
    assert weights[1] <= weights[0]


def test_a_window_that_waits_for_another_is_not_given_out_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers never search windows that depend on each other at the same time."""
    work = sweep_of(board_of("batch"), monkeypatch)
    first, second = work.take(backwards=False), work.take(backwards=True)
    assert first and second
    work.waiting, work.postponed = [], [[second[0]]]
    assert work.take(backwards=False) is None
    work.settle(first, work.x, None)
    assert work.take(backwards=False) == [second[0]]


def test_whoever_the_plan_left_and_the_relaxation_places_is_rescued(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a plan that leaves everybody, the rescue places all those whom the relaxation places, a few at a time."""
    monkeypatch.setattr(windows, "RIVALS", (3, 8))
    board = board_of("batch")
    guide = windows.Guide(Neighbourhoods(board.model, 0))
    guide.learn(0, relaxed(board))
    board.x = everybody_left(board)
    assert guide.relaxation is not None
    placed = [unit for unit in guide.around.movable if guide.relaxation.x[board.model.left[unit]] < 0.01]
    done(windows.rescue(board, "flows", guide), matrices_of(board))
    assert len(placed) > len(guide.rescued) > 5 and max(guide.rescued.values()) <= 2
    still = [unit for unit in guide.around.left(board.x) if guide.relaxation.x[board.model.left[unit]] < 0.5]
    assert all(guide.rescued[unit] == 2 for unit in still)
    assert board.level[0] <= 1.5 * relaxed_weight(board)


def relaxed_weight(board: Board) -> float:
    matrix = board.model.relaxed()
    return solvers.solve(matrix, matrix.weight, solvers.Limits(60.0), linear=True).value


def test_steps_go_on_from_where_they_were() -> None:
    """Starting from nearly right prices needs only a small part of the steps."""
    board = board_of("surge")
    worth = first_order.first_worth(board)
    cold = solved(board, next(first_order.first_order_blend(board, worth)))
    warm = solved(board, next(first_order.first_order_blend(board, worth, start=Relaxation(0.0, cold.duals, cold.x))))
    rough = solved(board, next(first_order.first_order_blend(board, worth, 64)))
    assert warm.work < 0.2 * cold.work and rough.work < 0.2 * cold.work
    assert warm.value == pytest.approx(cold.value, rel=1e-3)


def test_a_plan_that_ends_the_search_is_written_out_at_once() -> None:
    """A plan that ends the search is written at once; others wait until writing takes a small part of the time."""
    board = board_of("batch")
    matrix = board.model.compiled()
    x = solvers.solve(matrix, blended_goal(board), solvers.Limits(20.0, gap=1e-3)).x
    assert x is not None
    weight, cost = board.level_of(np.round(x))
    for bound, written in ((0, False), (weight, True)):
        board.search.gap = 0.01
        board.x, board.pending, board.writes_rarely, board.write_after = everybody_left(board), None, True, inf
        board.search.lift_weight(bound)
        board.search.lift_cost(cost, weight)
        board.offer(x)
        assert (board.search.best is not None and board.search.best.placements != ()) is written
