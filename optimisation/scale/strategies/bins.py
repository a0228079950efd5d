"""Equal journeys: when every unit may take every journey at the same price, journeys are bins and units are packed.

A matrix of units by journeys is hopeless there, since journeys may be exchanged in any solution; patterns know no
names.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.formulation.formulation import Formulation
from optimisation.scale.matrices.matrix import Floats
from optimisation.scale.matrices.packing import Packed, Packing
from optimisation.scale.matrices.pricing import Bin, Pattern
from optimisation.scale.strategies.strategy import Strategy, seconds
from optimisation.scale.workers import Task
from optimisation.search import whole_bound

KNOWN = {"place", "open", "seats", "limits", "journey_seats", "apart", "charter"}
LEAST = 3
MOST_PATTERNS = 6000
Sizes = tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Bins:
    """The journeys as bins: `trips` (units × journeys) are columns; `extra` is what placing a unit costs more."""

    bin: Bin
    journeys: tuple[str, ...]
    trips: np.ndarray[Any, np.dtype[np.int64]]
    price: float
    extra: Floats
    weight: Floats


def bins_of(model: Formulation) -> Bins | None:
    """The problem as equal bins, or None when it is more than that."""
    problem, journeys = model.problem, tuple(model.riders)
    whole = len(journeys) >= LEAST and not model.missions and {name[0] for name in model.builder.names} <= KNOWN
    if not whole or problem.apart_days or len(model.trips) != len(journeys) * len(model.units):
        return None
    legs = [leg for id_ in journeys for leg in problem.journeys_by_id[id_].legs]
    prices = {problem.journeys_by_id[id_].fixed_cost for id_ in journeys}
    sizes = {_sizes(model, id_) for id_ in journeys}
    if len(set(legs)) < len(legs) or len(prices) > 1 or len(sizes) > 1:
        return None
    trips = np.array([[model.builder.index.get(("trip", at, id_, "individual"), -1) for id_ in journeys]
                      for at in range(len(model.units))])  # fmt: skip
    cost, weight = model.compiled().cost, model.compiled().weight
    if (trips < 0).any() or (cost[trips] != cost[trips][:, :1]).any():
        return None
    rows = next(iter(sizes))
    bin_ = Bin(
        np.array([taken for _, taken in rows], dtype=np.int64).T,
        np.array([room for room, _ in rows], dtype=np.int64),
        _conflicts(model),
    )
    return Bins(bin_, journeys, trips, float(prices.pop()), cost[trips[:, 0]] - cost[model.left], weight[model.left])


def _sizes(model: Formulation, journey: str) -> Sizes:
    """Room and what each unit takes of it, for everything that a journey has of its own."""
    problem, row = model.problem, model.problem.journeys_by_id[journey]
    taken = tuple(sum(case.seats_in(journey) for case in unit.cases) for unit in model.units)
    found: list[tuple[int, tuple[int, ...]]] = [(row.seats, taken)] if row.seats is not None else []
    for leg in problem.legs_of[journey]:
        found.append((leg.seats, taken))
        for code, most in sorted(leg.limits.items()):
            uses = tuple(sum(case.uses.get(code, 0) for case in unit.cases) for unit in model.units)
            found.append((most, uses))
    return tuple(dict.fromkeys(_bounded(room, taken) for room, taken in found))


def _bounded(room: int, taken: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """The same fits with numbers that any machine can hold, however large the file's are."""
    room = min(room, sum(taken), 2**40)
    return room, tuple(min(one, room + 1) for one in taken)


def _conflicts(model: Formulation) -> np.ndarray[Any, np.dtype[np.bool_]]:
    home = {case.id: number for number, unit in enumerate(model.units) for case in unit.cases}
    found = np.zeros((len(model.units), len(model.units)), dtype=np.bool_)
    for one, two in model.problem.apart:
        if home[one] != home[two]:
            found[home[one], home[two]] = found[home[two], home[one]] = True
    return found


def packed(board: Board, bins: Bins) -> Strategy:
    """Packings by first fit, then patterns priced out: a bound, a dive and a choice, longer each time."""
    known: tuple[Pattern, ...] = ()
    steps: tuple[str, ...] = ("start",)
    patience, turn = 3.0, 0
    while not board.finished:
        for step in steps:
            task = _task(board, bins, step, seconds(board, 0.8, patience), turn, known)
            answer: Packed | None = yield task
            if answer is None:
                continue
            known = answer.patterns[-MOST_PATTERNS:]
            _believe(board, bins, task, answer)
            if answer.chosen is not None:
                yield from _offer(board, bins, answer.chosen)
        steps, patience, turn = ("relax", "dive", "choose"), patience * 2, turn + 1


def _task(board: Board, bins: Bins, step: str, limit: float, turn: int, known: tuple[Pattern, ...]) -> Packing:
    """Bounds are asked for at the level that is open; packings at both levels at once."""
    weight, bound = board.level[0], board.search.weight_bound
    cap, price, left = float(weight), bins.price, -bins.extra
    if step != "relax":
        most = bins.price * len(bins.journeys) + float(np.abs(bins.extra).sum()) + len(bins.journeys) + 1.0
        price, left, cap = max(1.0, bins.price), -bins.extra + most * bins.weight, float(bins.weight.sum())
    elif weight > bound:
        price, left, cap = 0.0, bins.weight, float(bins.weight.sum())
    return Packing(bins.bin, len(bins.journeys), price, left, bins.weight, cap, step, limit, turn, known)


def _believe(board: Board, bins: Bins, task: Packing, answer: Packed) -> None:
    if task.step != "relax" or not np.isfinite(answer.bound):
        return
    if task.price == 0.0 and task.left is bins.weight:
        board.search.lift_weight(answer.bound)
    else:
        everything = float((bins.extra + board.model.compiled().cost[board.model.left]).sum())
        bound = whole_bound(answer.bound + everything)
        board.search.lift_cost(-(-bound // board.model.step) * board.model.step, int(task.cap))


def _offer(board: Board, bins: Bins, chosen: tuple[Pattern, ...]) -> Generator[Task, Any, None]:
    """The packing as a solution; who opens and pays for what follows from it."""
    matrix = board.model.compiled()
    x = np.zeros(matrix.columns)
    x[board.model.left] = 1.0
    for place, pattern in enumerate(chosen):
        things = list(pattern)
        x[[board.model.left[at] for at in things]] = 0.0
        x[bins.trips[things, place]] = 1.0
    level = float(matrix.weight @ x), float(matrix.cost @ x) + bins.price * len(chosen)
    if level >= board.level:
        return
    free = np.ones(matrix.columns, dtype=np.bool_)
    free[[*board.model.trips, *board.model.left]] = False
    answer = yield Task(board.name, matrix.cost, 5.0, base=x, free=free)
    if answer is not None and answer.x is not None:
        board.offer(answer.x)
