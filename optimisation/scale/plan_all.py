"""Chooses strategies for a search: what is small enough is proved in one piece, the rest is planned by windows."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Hashable, Iterator

import numpy as np

from optimisation.format.plan import StoppedBy
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.scale.board import Board
from optimisation.scale.formulation.formulation import Formulation, formulate
from optimisation.scale.matrices.matrix import Floats
from optimisation.scale.reading_in import flown, start_from_plan
from optimisation.scale.strategies.director import direct
from optimisation.scale.strategies.few_days import is_within_few_days, strategies
from optimisation.scale.strategies.neighbourhoods import Neighbourhoods
from optimisation.scale.strategies.one_piece import keep_promises, plans_below_ceilings
from optimisation.scale.strategies.pins import keep_pins, pin_conflicts
from optimisation.scale.strategies.strategy import WIDE, everybody_left
from optimisation.scale.strategies.windows import Guide, bound_and_sweep, first_plans
from optimisation.scale.workers import Workers
from optimisation.search import Search

COLUMNS_IN_ONE_PIECE = 15000
SHARES_KEPT_BACK = (0.0003, 0.0006, 0.001, 0.002, 0.004, 0.01)


def plan_all(search: Search, solver: SolverProcess) -> StoppedBy:
    """Level by level; see `optimisation.scale`."""
    with _no_collection():
        board = Board(search, formulate(search.problem, known=flown(search.best)))
        matrix = board.model.compiled()
    if bool((matrix.least > matrix.most).any()):  # a pinned mission that nobody could fly
        return _pin_conflict(board, solver)
    if search.best is not None:
        board.x = board.written = everybody_left(board)
    assert matrix.by_column  # made before the first fork, so that the workers share it
    workers = Workers({"flows": matrix, WIDE: board.model.relaxed()}, search.workers)
    try:
        _start_from_known_plan(board, workers)
        if _is_large(board):
            board.writes_rarely, guide = True, Guide(Neighbourhoods(board.model, search.seed))
            direct(board, workers, [keep_pins(board, "flows", guide.around)], to_the_end=True)
            board.finished = False
            if not board.impossible:
                direct(board, workers, [bound_and_sweep(board, "flows", guide), first_plans(board, "flows", guide)])
                board.flush()
        else:
            direct(board, workers, strategies(board, "flows", 30, search.seed))
        if not (board.settled or board.halted or board.impossible or board.model.anybody):
            _with_single_charges(board, workers)
        if board.settled and not board.impossible:
            direct(board, workers, [keep_promises(board, board.name)], to_the_end=True)
    finally:
        workers.close()
    return _pin_conflict(board, solver) if board.impossible else _ended_by(board)


def _is_large(board: Board) -> bool:
    """Whether it is too large to be solved in one piece."""
    too_many = board.model.compiled().columns > COLUMNS_IN_ONE_PIECE
    return bool(board.model.anybody) or (too_many and not is_within_few_days(board))


def _pin_conflict(board: Board, solver: SolverProcess) -> StoppedBy:
    """Find out which pins cannot be kept, and why."""
    search = board.search
    if not _is_large(board):
        return levels.run(search, solver)
    search.conflict = pin_conflicts(search, solver)
    return "proof" if search.conflict else levels.stopped(search)


def _start_from_known_plan(board: Board, workers: Workers) -> None:
    """Start from a plan that the search was given."""
    best = board.search.best
    if best is not None and best.placements:
        known, board.x = board.x, None
        direct(board, workers, [start_from_plan(board, board.name, best)], to_the_end=True)
        board.finished = False
        board.x = known if board.x is None else board.x


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of small objects are made that all stay: looking for garbage among them would take a third of the time.
    Once frozen, they also stay shared with the worker processes.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def _with_single_charges(board: Board, workers: Workers) -> None:
    """For flows that could not be made into whole charges: try with a little money kept back; then go on with the
    formulation in which each charge chooses its line.
    """
    board.finished = False
    orders = SHARES_KEPT_BACK, SHARES_KEPT_BACK[::-1]
    direct(board, workers, [plans_below_ceilings(board, board.name, shares, at) for at, shares in enumerate(orders)])
    if board.settled or board.halted:
        return
    flows = board.model
    board.model = formulate(board.search.problem, single=True, known=flows.known)
    matrix = board.model.compiled()
    board.x = _charged(board, flows, matrix.columns) if board.x is not None else None
    board.name = "single"
    workers.add_matrix("single", matrix)
    board.finished = False
    direct(board, workers, strategies(board, "single", 25, board.search.seed + 1))


def _charged(board: Board, flows: Formulation, columns: int) -> Floats:
    """The best solution in the columns of single charges; only those behind the shared columns differ from flows."""
    assert board.x is not None and board.search.best is not None  # called with a plan only
    shared = next((at for at, key in enumerate(flows.builder.keys) if key[0] == "flow"), len(flows.builder.keys))
    x = np.zeros(columns)
    x[:shared] = board.x[:shared]
    model, plan = board.model, board.search.best
    owners: dict[Hashable, str] = {}
    for one in plan.placements:
        owners |= {(kind, one.case): line for kind, line in one.lines.items()}
    names = {(one.escort, one.role, one.legs): one.line for one in plan.missions}
    for column, row in model.missions.items():
        if x[column] > 0.5:
            owners["escort", column] = names[row.escort, row.role, row.legs]
    charged = {
        owner: sum(one.amount for one in charges if x[one.column] > 0.5)
        for owner, charges in model.charges.by_owner.items()
    }
    for owner, line in owners.items():
        picks, share = model.builder.index.get(("pays", owner, line)), model.builder.index.get(("share", owner, line))
        if picks is not None and share is not None:
            x[picks], x[share] = 1.0, float(charged.get(owner, 0))
    for key, column in model.builder.index.items():
        if key[0] == "charter":
            x[column] = float(plan.charters.get(key[1]) == key[2])
    return x


def _ended_by(board: Board) -> StoppedBy:
    search = board.search
    if search.stop():
        return "cancelled"
    if search.proved():
        return "gap" if search.gap_now() else "proof"
    return "effort" if search.effort is not None and board.work >= search.effort else "time"
