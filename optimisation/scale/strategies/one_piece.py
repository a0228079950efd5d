"""Proof in one piece: weight, then cost at that weight, with flows for the lines first and single charges where
flows mislead.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Literal

import numpy as np

from optimisation.scale.board import Board
from optimisation.scale.strategies.spare import kept_back
from optimisation.scale.strategies.strategy import UNLIMITED, Strategy, blended_goal, lift_bound, relaxation, seconds
from optimisation.scale.workers import Task

SLICE = 8.0
NODES = 1500
SOLVERS_IN_TURN = ("highs", "scip")


def plans_below_ceilings(board: Board, name: str, margins: tuple[float, ...], seed: int) -> Strategy:
    """Plans with flows that keep back a share of every ceiling: where lines are nearly full, whole charges then fit
    where flows would have filled every gap.
    """
    matrix = board.model.compiled()
    for share in margins if len(board.model.ceilings) else ():
        weight, cost = board.level
        known = weight <= board.search.weight_bound
        answer = yield Task(
            name,
            matrix.cost if known else blended_goal(board),
            seconds(board, 0.2, 8.0),
            cap=float(weight) if np.isfinite(weight) else None,
            ceiling=float(cost) - 0.5 if known else None,
            margin=kept_back(board, share),
            nodes=NODES,
            gap=1e-5,
            seed=seed,
        )
        if answer is not None and answer.x is not None:
            board.offer(answer.x)


def prove_in_one_piece(board: Board, name: str, patient: bool = True) -> Strategy:
    """Solve the whole matrix level by level; ends when there is nothing to prove or time is up. If a solver crashes,
    another takes over. Unless it is `patient`, it works in slices, so that other strategies get their turn on the same
    worker.
    """
    yield from _prove(board, name, "highs", patient)
    for other in ("scip", "highs"):
        if board.crashed and not board.settled and not board.halted:
            board.crashed = False
            yield from _prove(board, name, other, patient)


def _prove(board: Board, name: str, solver: str, patient: bool) -> Strategy:
    first = yield from relaxation(board, None, name)
    if first is not None:
        lift_bound(board, first.bound, None)
        board.impossible = first.bound == float("inf")
    if board.impossible:
        return
    if board.level[0] > board.search.weight_bound:
        proved = yield from _sliced(board, name, None, solver, patient)
        if proved and board.level[0] > board.search.weight_bound:
            return  # flows allow more than single charges can
    while not board.finished and not board.impossible and board.search.best is not None:
        cap = int(board.level[0])
        priced = yield from relaxation(board, float(cap), name)
        if priced is not None:
            lift_bound(board, priced.bound, cap)
        proved = yield from _sliced(board, name, cap, solver, patient)
        if proved or cap == board.level[0]:
            return


def keep_promises(board: Board, name: str) -> Strategy:
    """Among equally good plans, take one that keeps more cases on their promised journey."""
    keeping, (weight, cost) = board.model.keeping, board.level
    if board.x is None or keeping @ board.x >= sum(keeping[cols].max(initial=0.0) for cols in board.model.of_unit):
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
    """One level; unless `patient`, in slices and by several solvers in turn."""
    turn = 0
    while True:
        nodes = NODES * 4**turn if board.repeatable and not patient else None
        most = UNLIMITED if patient or turn >= len(SOLVERS_IN_TURN) else SLICE * 2**turn
        now = solver if patient else SOLVERS_IN_TURN[turn % len(SOLVERS_IN_TURN)]
        proved = yield from prove_level(board, name, cap, now, most, nodes)
        if proved or patient or board.crashed or board.halted or _is_past(board, cap):
            return proved
        turn += 1


def _is_past(board: Board, cap: int | None) -> bool:
    """Somebody else has closed the level, or found less weight than this cost is about."""
    weight = board.level[0]
    return weight <= board.search.weight_bound if cap is None else weight < cap


def _indifferent(board: Board, cap: int | None) -> float:
    """An absolute gap that is as good as none: weights are whole numbers, costs multiples of a step."""
    if cap is None:
        return 0.999
    cost = board.level[1]
    return max(1e-6, 0.999 * board.model.step - 2e-6 * cost) if cost < float("inf") else 1e-6


def prove_level(
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
        absolute=_indifferent(board, cap),
        solver=solver,
        seed=board.search.seed,
    )
    if answer is None:
        board.crashed = board.crashed or not _is_past(board, cap)
        return False
    if answer.impossible:
        board.impossible = board.search.best is None
        return False
    lift_bound(board, answer.bound, cap)
    if answer.x is not None:
        board.offer(answer.x)
    return bool(answer.proved)
