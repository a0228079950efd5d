"""For problems too large for one piece: plans window by window at the relaxation's prices, bounds by corridors."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from optimisation.scale.board import Board
from optimisation.scale.certificate import priced_bound
from optimisation.scale.corridors import bound_by_corridors
from optimisation.scale.crew import Task
from optimisation.scale.matrix import Flags, Floats
from optimisation.scale.neighbourhoods import Neighbourhoods
from optimisation.scale.strategy import Strategy, blended, everybody_left, join, lift, rates, seconds, stay
from optimisation.scale.sweeps import Sweep, sweep

WINDOW = 60  # units planned at once while there are no prices
CORRIDOR = 250  # units whose bound is lifted at once
TRIPS, MISSIONS = 10, 2  # looked at first, of each unit and for each need on each trip
LOOKS = ((16, 3, 90.0), (30, 5, 60.0), (80, 12, 35.0))  # trips, missions and units of a neighbourhood


@dataclass
class Guide:
    """What one strategy learns and the other uses: neighbourhoods, and the relaxation's prices at a weight."""

    around: Neighbourhoods | None = None
    cap: int = 0
    duals: Floats | None = None
    sweep: Sweep | None = None


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
    assert guide.duals is not None  # set before this is called
    guide.sweep = Sweep(board, around, guide.duals[: board.model.compiled().rows])
    yield from sweep(board, name, guide.sweep, backwards=False)
    improving = neighbourhoods(board, name, guide, board.search.seed + 7)
    yield from _turns(improving, 60)
    for size in (CORRIDOR, 2 * CORRIDOR):
        if board.level[0] > guide.cap:
            again = yield from rates(board, float(board.level[0]), name)
            if again is not None and again[1].size:
                guide.cap, guide.duals = int(board.level[0]), again[1]
                lift(board, again[0], guide.cap)
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


def first_plans(board: Board, name: str, guide: Guide) -> Strategy:
    """Plans from the first second: windows without prices while the relaxation is being solved, then the sweep from
    the other end, then neighbourhoods.
    """
    around = guide.around = guide.around or Neighbourhoods(board.model, board.search.seed)
    yield from stay(board, name)
    worth = around.narrow(board.model.compiled().cost, TRIPS, MISSIONS)
    for units in around.windows(around.days, WINDOW):
        if guide.sweep is not None:
            break
        base = board.x if board.x is not None else everybody_left(board)
        answer = yield Task(
            name, blended(board), seconds(board, 0.1, 10.0), base=base, free=around.free(units, base, worth),
            nodes=10, gap=5e-3, hint=True,
        )  # fmt: skip
        if answer is not None and answer.x is not None:
            join(board, base, answer.x)
    if guide.sweep is not None:
        yield from sweep(board, name, guide.sweep, backwards=True)
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
