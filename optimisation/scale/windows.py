"""For problems too large for one piece: plans window by window at the relaxation's prices, bounds by corridors."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.certificate import priced_bound
from optimisation.scale.corridors import bound_by_corridors
from optimisation.scale.crew import Task
from optimisation.scale.matrix import Flags, Floats
from optimisation.scale.neighbourhoods import Neighbourhoods
from optimisation.scale.strategy import Strategy, blended, everybody_left, join, lift, rates, seconds, stay

WINDOW = 60  # units planned at once when a plan is built
CORRIDOR = 250  # units whose bound is lifted at once
TRIPS, MISSIONS = 12, 3  # looked at first, of each unit and for each need on each trip
LOOKS = ((16, 3, 90.0), (30, 5, 60.0), (80, 12, 35.0))  # trips, missions and units of a neighbourhood


@dataclass
class Guide:
    """What one strategy learns and the other uses: neighbourhoods, and the relaxation's prices at a weight."""

    around: Neighbourhoods | None = None
    cap: int = 0
    duals: Floats | None = None


def survey(board: Board, name: str, guide: Guide) -> Strategy:
    """Bounds: the relaxation at the least weight that the filters leave, else at its own; then by corridors."""
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
    yield from _sharpen(board, name, guide)


def _sharpen(board: Board, name: str, guide: Guide) -> Strategy:
    """A plan first; then the bound for its weight, lifted by corridors; then whatever improves the plan."""
    around = guide.around = guide.around or Neighbourhoods(board.model, board.search.seed)
    yield from _sweep(board, name, guide, around)
    improving = neighbourhoods(board, name, guide, board.search.seed + 7)
    yield from _turns(improving, 60)
    for size in (CORRIDOR, 2 * CORRIDOR):
        if board.level[0] > guide.cap:
            again = yield from rates(board, float(board.level[0]), name)
            if again is not None and again[1].size:
                guide.cap, guide.duals = int(board.level[0]), again[1]
                lift(board, again[0], guide.cap)
        assert guide.duals is not None  # set before this is called
        yield from bound_by_corridors(board, name, around, guide.cap, guide.duals, size)
        yield from _turns(improving, 100)
    yield from improving


def _turns(strategy: Strategy, turns: int) -> Generator[Task, Any, None]:
    """The strategy's next tasks, so many; each call ends between two tasks, with the last answer delivered."""
    try:
        task = next(strategy)
        for _ in range(turns):
            task = strategy.send((yield task))
    except StopIteration:
        return


def _sweep(board: Board, name: str, guide: Guide, around: Neighbourhoods) -> Strategy:
    """A plan from nothing, window by window; what later windows may want is paid at the relaxation's prices."""
    matrix = board.model.compiled()
    assert guide.duals is not None  # called once the prices are known
    prices = guide.duals[: matrix.rows]
    worth = around.narrow(priced_bound(matrix, matrix.cost, prices)[1], TRIPS + 4, MISSIONS + 1)
    x = everybody_left(board)
    decided = np.zeros(len(board.model.units) + 1, dtype=np.bool_)
    decided[-1] = True
    for units in around.windows(around.days, WINDOW):
        decided[units] = True
        waiting = np.bincount(matrix.row, weights=~decided[around.owner[matrix.col]], minlength=matrix.rows) > 0
        objective = blended(board) - matrix.priced(np.where(waiting, prices, 0.0))
        answer = yield _window(board, name, objective, x, around.free(units, x, worth))
        if answer is not None and answer.x is not None:
            x = np.where(matrix.whole, np.round(answer.x), answer.x)
    board.offer(x)


def _window(board: Board, name: str, objective: Floats, base: Floats, free: Flags) -> Task:
    return Task(name, objective, seconds(board, 0.2, 25.0), base=base, free=free, nodes=40, gap=1e-3, hint=True)


def first_plans(board: Board, name: str, guide: Guide) -> Strategy:
    """Plans from the first second: windows without prices while the relaxation is being solved, then neighbourhoods."""
    around = guide.around = guide.around or Neighbourhoods(board.model, board.search.seed)
    yield from stay(board, name)
    worth = around.narrow(board.model.compiled().cost, TRIPS, MISSIONS)
    for units in around.windows(around.days, WINDOW):
        base = board.x if board.x is not None else everybody_left(board)
        answer = yield _window(board, name, blended(board), base, around.free(units, base, worth))
        if answer is not None and answer.x is not None:
            join(board, base, answer.x)
    yield from neighbourhoods(board, name, guide, board.search.seed)


def neighbourhoods(board: Board, name: str, guide: Guide, seed: int) -> Strategy:
    """Neighbourhoods planned again: many units with few choices, fewer with more; sizes follow what is solved."""
    assert guide.around is not None  # made before this is called
    around, matrix = guide.around, board.model.compiled()
    looks: list[Flags] = []
    sizes, priced = [size for _, _, size in LOOKS], False
    turn = seed
    while not board.finished:
        if not looks or (guide.duals is not None and not priced):
            priced = guide.duals is not None
            price = (
                matrix.cost if guide.duals is None else priced_bound(matrix, matrix.cost, guide.duals[: matrix.rows])[1]
            )
            looks = [around.narrow(price, trips, missions) for trips, missions, _ in LOOKS]
        turn += 1
        base = board.x if board.x is not None else everybody_left(board)
        unplaced = around.left(base) if turn % 4 else []
        look = len(LOOKS) - 1 if unplaced else turn % len(LOOKS)  # who was left needs a wide look
        size = max(6, int(sizes[look]))
        units = around.rivals(base, unplaced[turn % len(unplaced)], size) if unplaced else around.pick(base, size)
        answer = yield Task(
            name, blended(board), seconds(board, 0.2, 15.0), base=base, free=around.free(units, base, looks[look]),
            nodes=40, gap=2e-4, hint=True, seed=seed,
        )  # fmt: skip
        solved = answer is not None and answer.proved
        sizes[look] = min(sizes[look] * (1.04 if solved else 0.8), float(len(around.movable)))
        if answer is not None and answer.x is not None:
            join(board, base, answer.x)
