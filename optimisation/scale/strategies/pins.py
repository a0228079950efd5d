"""Pins of large problems: first a plan that keeps them, or a proof that there is none, among the units near them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimisation.facts.suitability import suiting
from optimisation.format.plan import Conflict
from optimisation.format.problem import Problem
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference.conflicts import conflicts, with_pins
from optimisation.scale.board import Board
from optimisation.scale.formulation.formulation import formulate
from optimisation.scale.matrices.matrix import Flags
from optimisation.scale.strategies.director import direct
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.strategies.shortage import without_helpers
from optimisation.scale.strategies.strategy import WIDE, Strategy, blended_goal, everybody_left, seconds
from optimisation.scale.workers import Task, Workers
from optimisation.search import Search


def keep_pins(board: Board, name: str, around: Neighbourhoods) -> Strategy:
    """Look for a plan of the pinned units, alone or with those who may travel with them; if there is none, for a proof
    that no plan keeps the pins.

    The proof uses only rows in which nobody else could help: others could only take something away.
    """
    problem = board.model.problem
    if board.search.best is not None or not (problem.missions_pinned or any(unit.pinned for unit in board.model.units)):
        return
    matrix, wide = board.model.compiled(), board.model.relaxed()
    pinned = [number for number, unit in enumerate(board.model.units) if unit.pinned]
    free: Flags = np.zeros(matrix.columns, dtype=np.bool_)
    for units in (pinned, _near(board, around)):
        free = around.free(units) | (matrix.least > 0)
        base = np.where(free, 0.0, everybody_left(board))
        answer = yield Task(
            name, blended_goal(board), seconds(board, 0.6, 60.0), base=base, free=free, nodes=500, gap=5e-2,
            seed=board.search.seed,
        )  # fmt: skip
        if answer is not None and answer.x is not None and board.offer(answer.x):
            return
    answer = yield Task(
        WIDE, "weight", seconds(board, 0.6, 60.0), base=np.zeros(wide.columns), free=free,
        kept=without_helpers(wide, free), nodes=2000, seed=board.search.seed,
    )  # fmt: skip
    board.impossible = answer is not None and answer.impossible


def _near(board: Board, around: Neighbourhoods) -> list[int]:
    """Units that are pinned, and those that share a journey, an escort's mission or a fare with them or with a pinned
    mission.
    """
    pinned = np.array([unit.pinned for unit in board.model.units], dtype=np.bool_)
    shared = np.zeros(board.model.compiled().columns, dtype=np.bool_)
    shared[around.support[pinned[around.used_by]]] = True
    shared |= board.model.compiled().least > 0
    return sorted({*np.flatnonzero(pinned).tolist(), *around.used_by[shared[around.support]].tolist()})


def pin_conflicts(search: Search, solver: SolverProcess) -> tuple[Conflict, ...]:
    """The smallest sets of pins that contradict each other, found among the cases near the pins; each set is then
    proved for the whole problem.
    """
    found = conflicts(search, solver, near_pins(search.problem))
    return tuple(one for one in found if _proved(search, one))


def near_pins(problem: Problem) -> Problem:
    """The problem with only the cases that are pinned, may share a leg with a pin, or travel together with one that
    is: a plan of these is a plan of the whole problem, because everybody else may be left.
    """
    pinned = [case for case in problem.cases if case.pinned is not None]
    legs = {leg for case in pinned for leg in problem.journeys_by_id[case.pinned or ""].legs}
    legs |= {leg for pin in problem.missions_pinned for leg in pin.legs}
    near = {case.id for case in pinned}
    near |= {case.id for case in problem.cases for one in suiting(problem, case) if not legs.isdisjoint(one.legs)}
    while more := {name for group in problem.together if not near.isdisjoint(group) for name in group} - near:
        near |= more
    return replace(
        problem,
        cases=tuple(case for case in problem.cases if case.id in near),
        together=tuple(group for group in problem.together if near.issuperset(group)),
        apart=tuple(pair for pair in problem.apart if near.issuperset(pair)),
        apart_days=tuple(pair for pair in problem.apart_days if near.issuperset(pair)),
    )


def _proved(search: Search, conflict: Conflict) -> bool:
    board = Board(search, formulate(with_pins(search.problem, conflict.pins)))
    matrix = board.model.compiled()
    if bool((matrix.least > matrix.most).any()):
        return True
    workers = Workers({"flows": matrix, WIDE: board.model.relaxed()}, 1)
    try:
        direct(board, workers, [keep_pins(board, "flows", Neighbourhoods(board.model, search.seed))], to_the_end=True)
    finally:
        workers.close()
    return board.impossible
