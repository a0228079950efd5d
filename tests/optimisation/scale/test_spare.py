"""Scarce money in large problems is used well, and whole charges fit into lines that are nearly full."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from optimisation.format import problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.scale import plan_all
from optimisation.scale.board import Board
from optimisation.scale.formulation.formulation import formulate
from optimisation.scale.matrices import solvers
from optimisation.scale.strategies import spare, windows
from optimisation.scale.strategies.strategy import blended_goal, everybody_left
from optimisation.search import Search
from tests.benchmarks import generate
from tests.support.engine.doing import done
from tests.support.engine.tiny import raw_problem


def three_for_two_lines(ceiling: int) -> problem.Problem:
    """Three people whose tickets cost 112 each, and two lines that can each pay for any of them up to the ceiling."""
    raw: dict[str, Any] = raw_problem()
    case = {key: value for key, value in raw["cases"][1].items() if key not in ("current", "change_cost")}
    case["lines"] = {"transport": ["T", "S"], "escort": [], "assistance": []}
    raw["cases"] = [{**case, "id": f"C{number}"} for number in range(3)]
    raw["lines"] = [{**line, "ceiling": ceiling, "covers": ["transport"]} for line in raw["lines"]]
    raw["journeys"] = raw["journeys"][:1]
    raw["day_limits"] = {}
    return read_problem(json.dumps(raw))


def test_a_solution_whose_charges_fit_no_lines_is_not_lost() -> None:
    """If flows split three charges of 112 over two lines of 168, the two people whose charges fit are planned."""
    asked = three_for_two_lines(168)
    board = Board(Search(asked), formulate(asked), writes_rarely=True)
    matrix = board.model.compiled()
    board.x = board.written = everybody_left(board)
    x = solvers.solve(matrix, blended_goal(board), solvers.Limits(10.0)).x
    assert x is not None and matrix.weight @ x == 0
    board.offer(x)
    board.flush()
    assert board.unassignable == 1 and board.refused is not None
    assert board.search.best is not None and not board.search.best.placements
    done(spare.leave_some_again(board, "flows"), {"flows": matrix})
    best = board.search.best
    assert best is not None and len(best.placements) == 2 and board.refused is None
    assert check(asked, board.search.plan("time")) == []


def test_what_is_kept_back_never_takes_away_what_is_spent() -> None:
    """A share of each ceiling is reserved, growing with each plan that did not fit, but never more than is left."""
    asked = three_for_two_lines(100_000)
    board = Board(Search(asked), formulate(asked))
    assert spare.margin(board, everybody_left(board)) is None, "no line is scarce"
    asked = three_for_two_lines(168)
    board = Board(Search(asked), formulate(asked))
    matrix, rows = board.model.compiled(), board.model.ceilings
    empty = spare.margin(board, everybody_left(board))
    assert len(rows) == 2 and empty is not None and np.allclose(empty[rows], 1.0), "0.0003 of 168, whole cents"
    assert empty.sum() == empty[rows].sum()
    for refused, cents in ((6, 4.0), (60, 4.0)):  # 0.0192 of 168; never more than 0.02
        board.unassignable = refused
        more = spare.margin(board, everybody_left(board))
        assert more is not None and np.allclose(more[rows], cents)
    x = solvers.solve(matrix, blended_goal(board), solvers.Limits(10.0)).x
    assert x is not None
    full = spare.margin(board, x)
    assert full is not None and np.allclose(full, 0.0)


def test_money_is_spent_where_it_buys_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a fifth of the money missing, a year planned as a large problem leaves little more than the relaxation does,
    and no bound exceeds the plan.
    """
    raw = generate.generate("year", 0)
    for line in raw["lines"]:
        line["ceiling"] = line["ceiling"] and int(line["ceiling"] * 0.8)
    asked = read_problem(json.dumps(raw))
    relaxed = formulate(asked).relaxed()
    least = solvers.solve(relaxed, relaxed.weight, solvers.Limits(60.0), linear=True).bound
    monkeypatch.setattr(plan_all, "COLUMNS_IN_ONE_PIECE", 0)
    monkeypatch.setattr(windows, "MOST", 0)
    search = Search(asked, None, effort=10.0)
    with SolverProcess() as solver:
        plan = search.plan(plan_all.plan_all(search, solver))
    assert check(asked, plan) == []
    assert least - 1.0 <= plan.bound.unplaced_weight <= plan.totals.unplaced_weight <= 1.2 * least
