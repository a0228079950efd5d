"""Proof in one piece: weight, then cost at that weight, with flows for the lines first and single charges where
flows mislead.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Literal

from optimisation.scale.board import Board
from optimisation.scale.crew import Task
from optimisation.scale.strategy import Strategy, lift, rates, seconds


def prove(board: Board, name: str, solver: str = "highs") -> Strategy:
    """Solve the whole matrix level by level; ends when there is nothing to prove or time is up."""
    first = yield from rates(board, None, name)
    if first is not None:
        lift(board, first[0], None)
        board.impossible = first[0] == float("inf")
    if board.impossible:
        return
    if board.level[0] > board.search.weight_bound:
        proved = yield from _level(board, name, None, solver)
        if proved and board.level[0] > board.search.weight_bound:
            return  # charges that are flows promise more than single charges can keep
    while not board.finished and not board.impossible and board.search.best is not None:
        cap = int(board.level[0])
        priced = yield from rates(board, cap, name)
        if priced is not None:
            lift(board, priced[0], cap)
        proved = yield from _level(board, name, cap, solver)
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


def _level(board: Board, name: str, cap: int | None, solver: str) -> Generator[Task, Any, bool]:
    """One level to proof; the solver's solution is offered, its bound believed after rounding down with care."""
    goal: Literal["weight", "cost"] = "weight" if cap is None else "cost"
    answer = yield Task(
        name,
        goal,
        seconds(board, 0.6 if cap is None else 1.0),
        base=board.x,
        cap=None if cap is None else float(cap),
        gap=0.0 if cap is None else board.search.gap * 0.9,
        hint=board.x is not None,
        solver=solver,
        seed=board.search.seed,
    )
    if answer is None:
        return False
    if answer.impossible:
        board.impossible = board.search.best is None
        return False
    lift(board, answer.bound, cap)
    if answer.x is not None:
        board.offer(answer.x)
    board.limited = board.limited or not answer.proved
    return bool(answer.proved)
