"""Problems that no date divides: several solvers in turn, and small exact neighbourhoods of a few journeys."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.matrices.certificate import priced_bound
from optimisation.scale.matrices.matrix import Flags, Floats
from optimisation.scale.matrices.pieces import capped
from optimisation.scale.strategies.bins import bins_of, packed
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.strategies.one_piece import NODES, SLICE, prove_in_one_piece, prove_level
from optimisation.scale.strategies.strategy import (
    Strategy,
    blended_goal,
    everybody_left,
    improve,
    lift_bound,
    offer_on_top,
    relaxation,
    seconds,
)
from optimisation.scale.workers import Task

FEW_DAYS = 3
MANY = 1000
CHOICES = 3
PATIENCE = 25


def strategies(board: Board, name: str, size: int, seed: int) -> list[Strategy]:
    """The strategies for a problem that is solved as a whole. Equal journeys are packed. If all leave within a few
    days, several solvers share what they find. All else is proved, and improved in small neighbourhoods.
    """
    bins = bins_of(board.model)
    if bins is not None:
        return [packed(board, bins), with_other_solvers(board, name, seed)]
    if is_within_few_days(board):
        return [prove_in_one_piece(board, name, patient=False), with_other_solvers(board, name, seed)]
    return [prove_in_one_piece(board, name), improve(board, name, size, seed)]


def is_within_few_days(board: Board) -> bool:
    """Whether all journeys that anybody could take leave within a few days, so that windows in time are no help."""
    problem = board.search.problem
    return len({problem.departure(journey) for journey in board.model.riders}) <= FEW_DAYS


def first_plans_from_relaxation(board: Board, name: str, around: Neighbourhoods) -> Generator[Any, Any, Flags | None]:
    """A first plan from the linear relaxation: units that it places whole stay there, the others take what is left.
    Then a plan from each unit's few cheapest trips at its prices; these columns are returned.
    """
    matrix = board.model.compiled()
    first = yield from relaxation(board, None, name)
    if first is None or first.bound == float("inf"):
        return None
    lift_bound(board, first.bound, None)
    cap = board.search.weight_bound
    relaxed = yield Task(name, "cost", seconds(board, 0.9), cap=float(cap), linear=True)
    if relaxed is None or relaxed.x is None or relaxed.duals is None:
        return None
    bound, reduced = priced_bound(capped(matrix, cap), matrix.cost, relaxed.duals)
    lift_bound(board, bound, cap)
    base, torn = _rounded(board, around, relaxed.x)
    yield from _offered(board, name, base, around.free(torn) | (around.owner < 0), 6.0)
    cheap = around.narrow(reduced, CHOICES, CHOICES)
    start = board.x if board.x is not None else everybody_left(board)
    yield from _offered(board, name, start, cheap | (start > 0.5), 10.0)
    return cheap


def _rounded(board: Board, around: Neighbourhoods, x: Floats) -> tuple[Floats, list[int]]:
    """Trips that are whole in the relaxation; units that are split between several are left for now."""
    model = board.model
    base = np.maximum(model.compiled().least, 0.0)
    whole = [column for column in model.trips if x[column] > 0.99]
    base[whole] = 1.0
    torn = sorted(set(range(len(model.units))) - {int(around.owner[column]) for column in whole})
    base[[model.left[number] for number in torn]] = 1.0
    return base, torn


def _offered(board: Board, name: str, base: Floats, free: Flags, most: float) -> Strategy:
    """What the solver finds in that time among the free columns."""
    task = Task(
        name, blended_goal(board), seconds(board, 0.2, most), base=base, free=free, nodes=400, gap=5e-4,
        hint=True, seed=board.search.seed,
    )  # fmt: skip
    answer = yield task
    if answer is not None and answer.x is not None:
        board.offer(answer.x)


def with_other_solvers(board: Board, name: str, seed: int) -> Strategy:
    """Another solver on the whole problem, in ever longer slices, starting from the best plan, for the level that is
    still to be proved. Between slices, everybody on a few journeys is planned again.
    """
    matrix = board.model.compiled()
    solver, around, turn = "cp-sat" if matrix.whole.all() else "scip", Neighbourhoods(board.model, seed), 0
    worth: Flags | None = None
    if matrix.columns > MANY:
        worth = yield from first_plans_from_relaxation(board, name, around)
        yield from replan_few_journeys(board, name, around, PATIENCE, worth)
    while not board.finished:
        cap = None if board.level[0] > board.search.weight_bound else int(board.level[0])
        yield from prove_level(board, name, cap, solver, SLICE / 2 * 4**turn, NODES * 4**turn)
        yield from replan_few_journeys(board, name, around, 6 + 4 * turn, worth)
        turn += 1


def replan_few_journeys(
    board: Board, name: str, around: Neighbourhoods, rounds: int, worth: Flags | None = None
) -> Strategy:
    """Plan everybody on a few journeys again, with some who are left, among these journeys only. In turn with this,
    plan some units again among all journeys that are `worth` a look.
    """
    fails, few, some = 0, 3, 30
    while fails < rounds and not board.finished and around.movable:
        base = board.x if board.x is not None else everybody_left(board)
        wide = worth is not None and fails % 2 == 1
        free = _some_units(around, base, some, worth) if wide else _few_journeys(board, around, base, few)
        answer = yield Task(
            name, blended_goal(board), seconds(board, 0.1, 3.0), base=base, free=free, nodes=300, gap=1e-4, hint=True
        )
        better = answer is not None and answer.x is not None and offer_on_top(board, base, answer.x)
        slow = answer is None or not answer.proved
        if wide:
            some = max(10, some * 3 // 4) if slow else some + 5
        else:
            few = max(2, few - 1) if slow else few + (fails % 3 == 2)
        fails = 0 if better else fails + 1


def _some_units(around: Neighbourhoods, base: Floats, many: int, worth: Flags | None) -> Flags:
    units = around.random.sample(around.movable, min(many, len(around.movable)))
    return around.free(sorted(units), base, worth)


def _few_journeys(board: Board, around: Neighbourhoods, base: Floats, few: int) -> Flags:
    """The trips on these journeys of those who are on them and of a few who are left."""
    model = board.model
    journeys = list(model.riders)
    here: Flags = np.zeros(len(base), dtype=np.bool_)
    for journey in around.random.sample(journeys, min(few, len(journeys))):
        here[model.riders[journey]] = True
    on_board = {int(around.owner[column]) for column in np.flatnonzero(here & (base > 0.5))}
    left = around.left(base)
    units = sorted(on_board | set(around.random.sample(left, min(3, len(left)))))
    trips: Flags = np.zeros(len(base), dtype=np.bool_)
    trips[list(model.trips)] = True
    return around.free(units, base) & (here | ~trips | (base > 0.5))
