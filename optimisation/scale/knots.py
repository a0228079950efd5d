"""Problems that no date cuts apart: several solvers in turn, and small exact neighbourhoods of a few journeys."""

from __future__ import annotations

import numpy as np

from optimisation.scale.bins import bins_of, packed
from optimisation.scale.board import Board
from optimisation.scale.certificate import priced_bound
from optimisation.scale.crew import Task
from optimisation.scale.neighbourhoods import Neighbourhoods
from optimisation.scale.pieces import capped
from optimisation.scale.strategy import (
    Strategy,
    blended,
    everybody_left,
    improve,
    join,
    lift,
    rates,
    seconds,
)
from optimisation.scale.whole import NODES, SLICE, level, prove

FEW_DAYS = 3
MANY = 1000
CHOICES = (3, 6, 12)
PATIENCE = 25


def strategies(board: Board, name: str, size: int, seed: int) -> list[Strategy]:
    """Who works on a problem that is solved as a whole: equal journeys are packed; what has no dates to cut along is
    for several solvers that share what they find; all else is proved and improved in small neighbourhoods.
    """
    bins = bins_of(board.model)
    if bins is not None:
        return [packed(board, bins), challenge(board, name, seed)]
    if is_knotted(board):
        return [prove(board, name, patient=False), challenge(board, name, seed)]
    return [prove(board, name), improve(board, name, size, seed)]


def is_knotted(board: Board) -> bool:
    """All journeys that anybody could take leave within a few days: neighbourhoods in time are the whole."""
    problem = board.search.problem
    return len({problem.departure(journey) for journey in board.model.riders}) <= FEW_DAYS


def sketch(board: Board, name: str, around: Neighbourhoods) -> Strategy:
    """A first plan from the few trips of each unit that the linear relaxation finds cheapest; a few more if need be."""
    matrix = board.model.compiled()
    first = yield from rates(board, None, name)
    if first is None or first[0] == float("inf"):
        return
    lift(board, first[0], None)
    cap = board.search.weight_bound
    priced = yield from rates(board, float(cap), name)
    if priced is None or priced[0] == float("inf"):
        return
    lift(board, priced[0], cap)
    _, reduced = priced_bound(capped(matrix, cap), matrix.cost, priced[1])
    for trips in CHOICES:
        free = around.narrow(reduced, trips, trips)
        task = Task(
            name, blended(board), seconds(board, 0.3, 12.0), base=np.maximum(matrix.least, 0.0), free=free, nodes=400,
            gap=5e-4, seed=board.search.seed,
        )  # fmt: skip
        answer = yield task
        if answer is not None and answer.x is not None:
            board.offer(answer.x)
            return


def challenge(board: Board, name: str, seed: int) -> Strategy:
    """Another mind on the whole problem, in slices that grow, from the best plan and for what is still to be proved;
    between them everybody on a few journeys is planned again.
    """
    matrix = board.model.compiled()
    mind, around, turn = "cp-sat" if matrix.whole.all() else "scip", Neighbourhoods(board.model, seed), 0
    if matrix.columns > MANY:
        yield from sketch(board, name, around)
        yield from exchange(board, name, around, PATIENCE)
    while not board.finished:
        cap = None if board.level[0] > board.search.weight_bound else int(board.level[0])
        yield from level(board, name, cap, mind, SLICE / 2 * 4**turn, NODES * 4**turn)
        yield from exchange(board, name, around, 6 + 4 * turn)
        turn += 1


def exchange(board: Board, name: str, around: Neighbourhoods, rounds: int) -> Strategy:
    """Everybody on a few journeys, and some who are left, planned again among these journeys."""
    model, fails, many = board.model, 0, 3
    journeys = list(model.riders)
    of_journey = np.array([-1] * model.compiled().columns)
    for at, journey in enumerate(journeys):
        of_journey[model.riders[journey]] = at
    while fails < rounds and not board.finished and around.movable:
        base = board.x if board.x is not None else everybody_left(board)
        chosen = around.random.sample(range(len(journeys)), min(many, len(journeys)))
        here = np.isin(of_journey, chosen)
        on_board = {int(around.owner[column]) for column in np.flatnonzero(here & (base > 0.5))}
        left = around.left(base)
        units = sorted(on_board | set(around.random.sample(left, min(3, len(left)))))
        if units:
            free = around.free(units, base) & (here | (of_journey < 0) | (base > 0.5))
            task = Task(
                name, blended(board), seconds(board, 0.1, 3.0), base=base, free=free, nodes=300, gap=1e-4, hint=True
            )
            answer = yield task
            better = answer is not None and answer.x is not None and join(board, base, answer.x)
            many = max(2, many - 1) if answer is None or not answer.proved else many + (fails % 3 == 2)
            fails = 0 if better else fails + 1
        else:
            fails += 1
