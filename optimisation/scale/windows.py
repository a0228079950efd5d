"""For problems too large for one piece: a plan built window by window at the prices of the relaxation, bounds by
corridors.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.certificate import priced_bound
from optimisation.scale.corridors import bound_by_corridors
from optimisation.scale.crew import Task
from optimisation.scale.matrix import Floats
from optimisation.scale.neighbourhoods import Neighbourhoods
from optimisation.scale.strategy import Strategy, blended, everybody_left, improve, join, lift, rates, seconds

WINDOW = 100
CORRIDOR = 100
TRIPS = 16  # of each unit, looked at in a window
MISSIONS = 3  # for each need on each trip


@dataclass
class Guide:
    """Prices of the relaxation at a weight, once they are known."""

    cap: int = 0
    duals: Floats | None = None


def survey(board: Board, name: str, guide: Guide, around: Neighbourhoods) -> Strategy:
    """Bounds: the relaxation at the least weight that filters leave, else at the relaxation's own; then by
    corridors.
    """
    hopeless = sum(
        unit.weight for unit, columns in zip(board.model.units, board.model.of_unit, strict=True) if not columns
    )
    board.search.lift_weight(hopeless)
    priced = yield from rates(board, float(hopeless), name)
    cap = hopeless
    if priced is not None and priced[0] == float("inf"):
        first = yield from rates(board, None, name)
        if first is None:
            return
        lift(board, first[0], None)
        cap = board.search.weight_bound
        priced = yield from rates(board, float(cap), name)
    if priced is None or priced[0] == float("inf"):
        return
    lift(board, priced[0], cap)
    guide.cap, guide.duals = cap, priced[1]
    yield from _sharpen(board, name, guide, around)


def _sharpen(board: Board, name: str, guide: Guide, around: Neighbourhoods) -> Strategy:
    """Wait for a plan by improving one; then lift the bound for its weight with larger and larger corridors."""
    yield from _sweep(board, name, guide, around)
    improving = improve(board, name, 70, board.search.seed + 7, around)
    yield from _turns(improving, 12)
    for size in (CORRIDOR, 3 * CORRIDOR):
        if board.level[0] != guide.cap and board.level[0] != float("inf"):
            again = yield from rates(board, float(board.level[0]), name)
            if again is not None and again[1].size:
                guide.cap, guide.duals = int(board.level[0]), again[1]
                lift(board, again[0], guide.cap)
        assert guide.duals is not None  # noqa: S101 -- set before this is called
        yield from bound_by_corridors(board, name, around, guide.cap, guide.duals, size)
        yield from _turns(improving, 40)
    yield from improving


def _turns(strategy: Strategy, turns: int) -> Generator[Task, Any, None]:
    """The strategy's next tasks, so many of them; each call ends between two tasks, with the last answer delivered."""
    try:
        task = next(strategy)
        for _ in range(turns):
            task = strategy.send((yield task))
    except StopIteration:
        return


def _sweep(board: Board, name: str, guide: Guide, around: Neighbourhoods) -> Strategy:
    """A plan from nothing, window by window; what later windows may want is paid at the relaxation's prices."""
    matrix = board.model.compiled()
    assert guide.duals is not None  # noqa: S101 -- called once the prices are known
    prices = guide.duals[: matrix.rows]
    around.worth = around.narrow(priced_bound(matrix, matrix.cost, prices)[1], TRIPS, MISSIONS)
    x = everybody_left(board)
    decided = np.zeros(len(board.model.units) + 1, dtype=np.bool_)
    decided[-1] = True
    for units in around.windows(around.days, WINDOW):
        decided[units] = True
        waiting = np.bincount(matrix.row, weights=~decided[around.owner[matrix.col]], minlength=matrix.rows) > 0
        objective = blended(board) - matrix.priced(np.where(waiting, prices, 0.0))
        answer = yield Task(
            name, objective, seconds(board, 0.2, 8.0), base=x, free=around.free(units, x), nodes=60, gap=5e-4, hint=True
        )
        if answer is not None and answer.x is not None:
            x = np.where(matrix.whole, np.round(answer.x), answer.x)
    board.offer(x)


def first_plans(board: Board, name: str, around: Neighbourhoods) -> Strategy:
    """Plans from the first second: windows without prices while the relaxation is being solved, then neighbourhoods."""
    around.worth = around.narrow(board.model.compiled().cost, TRIPS, MISSIONS)
    for units in around.windows(around.days, WINDOW):
        base = board.x if board.x is not None else everybody_left(board)
        answer = yield Task(
            name,
            blended(board),
            seconds(board, 0.2, 4.0),
            base=base,
            free=around.free(units, base),
            nodes=30,
            gap=2e-3,
            hint=True,
        )
        if answer is not None and answer.x is not None:
            join(board, base, answer.x)
    yield from improve(board, name, 70, board.search.seed, around)
