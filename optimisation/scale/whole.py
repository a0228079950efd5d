"""Proof in one piece: weight, then cost at that weight, with flows for the lines first and single charges where
flows mislead.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Literal

import numpy as np

from optimisation.scale.bins import bins_of, packed
from optimisation.scale.board import Board
from optimisation.scale.crew import Task
from optimisation.scale.neighbourhoods import Neighbourhoods
from optimisation.scale.strategy import (
    UNLIMITED,
    Strategy,
    blended,
    core,
    everybody_left,
    improve,
    join,
    lift,
    rates,
    seconds,
)

FEW_DAYS = 3
SLICE = 8.0
NODES = 1500
LARGE = 6000
MINDS = ("highs", "scip")


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


def challenge(board: Board, name: str, seed: int) -> Strategy:
    """Another mind on the whole problem, in slices that grow, from the best plan and for what is still to be proved;
    between them everybody on a few journeys is planned again.
    """
    matrix = board.model.compiled()
    mind, around, turn = "cp-sat" if matrix.whole.all() else "scip", Neighbourhoods(board.model, seed), 0
    if matrix.columns > LARGE:
        yield from core(board, name, (0.2, 0.5))
    while not board.finished:
        cap = None if board.level[0] > board.search.weight_bound else int(board.level[0])
        yield from _level(board, name, cap, mind, SLICE / 2 * 4**turn, NODES * 4**turn)
        yield from exchange(board, name, around, 6 + 2 * turn)
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


def squeeze(board: Board, name: str, margins: tuple[float, ...], seed: int) -> Strategy:
    """Plans of the flows that keep a share of every ceiling back: where lines are nearly full, whole charges then find
    room that flows would have poured into the last gaps.
    """
    matrix = board.model.compiled()
    lines = np.array([row[0] == "line" for row in board.model.builder.names]) & np.isfinite(matrix.upper)
    for share in margins if lines.any() else ():
        weight, cost = board.level
        known = weight <= board.search.weight_bound
        answer = yield Task(
            name,
            matrix.cost if known else blended(board),
            seconds(board, 0.2, 8.0),
            cap=float(weight) if np.isfinite(weight) else None,
            ceiling=float(cost) - 0.5 if known else None,
            margin=np.where(lines, np.ceil(share * np.where(lines, matrix.upper, 0.0)), 0.0),
            nodes=NODES,
            gap=1e-5,
            seed=seed,
        )
        if answer is not None and answer.x is not None:
            board.offer(answer.x)


def prove(board: Board, name: str, solver: str = "highs", patient: bool = True) -> Strategy:
    """Solve the whole matrix level by level; ends when there is nothing to prove or time is up. A solver that crashes
    is followed by another; without patience slices let others have their turn where strategies share one worker.
    """
    yield from _prove(board, name, solver, patient)
    for other in ("scip", "highs"):
        if board.crashed and not board.settled and not board.halted:
            board.crashed = False
            yield from _prove(board, name, other, patient)


def _prove(board: Board, name: str, solver: str, patient: bool) -> Strategy:
    first = yield from rates(board, None, name)
    if first is not None:
        lift(board, first[0], None)
        board.impossible = first[0] == float("inf")
    if board.impossible:
        return
    if board.level[0] > board.search.weight_bound:
        proved = yield from _sliced(board, name, None, solver, patient)
        if proved and board.level[0] > board.search.weight_bound:
            return  # charges that are flows promise more than single charges can keep
    while not board.finished and not board.impossible and board.search.best is not None:
        cap = int(board.level[0])
        priced = yield from rates(board, cap, name)
        if priced is not None:
            lift(board, priced[0], cap)
        proved = yield from _sliced(board, name, cap, solver, patient)
        if proved or cap == board.level[0]:
            return


def keep_promises(board: Board, name: str) -> Strategy:
    """Among plans as good, one that keeps more cases where they were promised."""
    keeping, (weight, cost) = board.model.keeping, board.level
    if (
        board.x is None
        or not keeping.any()
        or keeping @ board.x >= sum(case.current is not None for case in board.search.problem.cases)
    ):
        return
    answer = yield Task(
        name,
        -keeping,
        seconds(board, 0.5, 20.0),
        base=board.x,
        cap=float(weight),
        ceiling=float(cost) + 0.5,
        hint=True,
        seed=board.search.seed,
    )
    if answer is not None and answer.x is not None:
        board.offer(answer.x)


def _sliced(board: Board, name: str, cap: int | None, solver: str, patient: bool) -> Generator[Task, Any, bool]:
    """One level; without patience in slices, by several solvers in turn."""
    turn = 0
    while True:
        nodes = NODES * 4**turn if board.repeatable and not patient else None
        most = UNLIMITED if patient or turn >= len(MINDS) else SLICE * 2**turn
        mind = solver if patient else MINDS[turn % len(MINDS)]
        proved = yield from _level(board, name, cap, mind, most, nodes)
        if proved or patient or board.crashed or board.halted or _is_past(board, cap):
            return proved
        turn += 1


def _is_past(board: Board, cap: int | None) -> bool:
    """Somebody else has closed the level, or found less weight than this cost is about."""
    weight = board.level[0]
    return weight <= board.search.weight_bound if cap is None else weight < cap


def _level(
    board: Board, name: str, cap: int | None, solver: str, most: float = float("inf"), nodes: int | None = None
) -> Generator[Task, Any, bool]:
    """One level to proof; the solver's solution is offered, its bound believed after rounding down with care."""
    goal: Literal["weight", "cost"] = "weight" if cap is None else "cost"
    answer = yield Task(
        name,
        goal,
        seconds(board, 0.6 if cap is None else 1.0, most),
        base=board.x,
        cap=None if cap is None else float(cap),
        nodes=nodes if board.repeatable else None,
        gap=0.0 if cap is None else board.search.gap * 0.9,
        hint=board.x is not None,
        solver=solver,
        seed=board.search.seed,
    )
    if answer is None:
        board.crashed = board.crashed or not _is_past(board, cap)
        return False
    if answer.impossible:
        board.impossible = board.search.best is None
        return False
    lift(board, answer.bound, cap)
    if answer.x is not None:
        board.offer(answer.x)
    board.limited = board.limited or not answer.proved
    return bool(answer.proved)
