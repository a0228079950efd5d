"""Worker processes that solve pieces: a solver that hangs, crashes or overruns is killed, and the search goes on."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from optimisation.processes.children import end_with_parent, keep_quiet, limit_memory
from optimisation.scale.matrices.matrix import Flags, Floats, Matrix

if TYPE_CHECKING:
    from optimisation.scale.matrices.packing import Packing


@dataclass(frozen=True)
class Task:
    """Solve one piece of a matrix: `free` columns (None: all) around `base`; `cap` bounds the unplaced weight of
    the whole, `ceiling` its cost; `margin` is kept back from each row's upper side.

    `kept` names the rows that count (None: all); `objective` is unplaced weight, cost, or an array over the columns;
    `hint` starts the solver from `base`, else it starts from `start` (steps: and row `prices`).
    """

    matrix: str
    objective: Literal["weight", "cost"] | Floats
    seconds: float
    base: Floats | None = None
    free: Flags | None = None
    kept: Flags | None = None
    cap: float | None = None
    ceiling: float | None = None
    margin: Floats | None = None
    nodes: int | None = None
    gap: float = 0.0
    linear: bool = False
    hint: bool = False
    start: Floats | None = None
    prices: Floats | None = None
    absolute: float = 1e-6
    solver: str = "highs"
    seed: int = 0


def perform(matrices: Mapping[str, Matrix], task: Task | Packing) -> Any:
    """Solve the piece here; the answer's x is of the whole matrix. Or take a step of packing."""
    from optimisation.scale.matrices import packing, pieces, solvers

    if not isinstance(task, Task):
        return packing.pack(task)

    matrix = matrices[task.matrix]
    if task.margin is not None:
        matrix = replace(matrix, upper=matrix.upper - task.margin)
    part = pieces.cut(matrix, task.free, task.base, task.kept, task.cap, task.ceiling)
    objective = (
        {"weight": matrix.weight, "cost": matrix.cost}.get(task.objective)
        if isinstance(task.objective, str)
        else task.objective
    )
    assert objective is not None
    known = task.base if task.hint else task.start
    hint = None if known is None else known[part.columns]
    prices = None if task.prices is None else task.prices[part.rows]
    limits = solvers.Limits(task.seconds, task.nodes, task.gap, task.absolute, task.seed)
    answer = solvers.solve(
        part.matrix, objective[part.columns], limits, hint=hint, prices=prices, linear=task.linear,
        solver=solvers.SOLVERS[task.solver],
    )  # fmt: skip
    return replace(
        answer,
        x=None if answer.x is None else part.whole(answer.x),
        duals=None if answer.duals is None else part.prices(answer.duals),
    )


DEAF_SECONDS = 15.0
"""A task that a worker has not taken by then is never taken."""


class Workers:
    """`size` worker processes that inherit the matrices; one task at a time each."""

    def __init__(self, matrices: Mapping[str, Matrix], size: int) -> None:
        # Loaded before the first fork, so that no worker has to load it again.
        from optimisation.scale.matrices import solvers

        assert solvers.SOLVERS
        self.matrices, self.size = dict(matrices), size
        self.processes: list[tuple[Any, Connection]] = [self._start() for _ in range(size)]

    def _start(self) -> tuple[Any, Connection]:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("fork").Process(target=_serve, args=(theirs, self.matrices), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def start(self, worker: int, task: Task | Packing) -> None:
        """Start a task; a worker that died, or does not listen, is replaced."""
        try:
            self._send(worker, task)
        except OSError:
            self.replace(worker)
            self._send(worker, task)

    def _send(self, worker: int, task: Task | Packing) -> None:
        """Raises `OSError` when the worker is gone. One that never reads is killed, not waited for."""
        process, pipe = self.processes[worker]
        watchdog = threading.Timer(DEAF_SECONDS, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            pipe.send(task)
        finally:
            watchdog.cancel()

    def results(self, busy: list[int], seconds: float) -> dict[int, Any]:
        """Answers of busy workers that come within the seconds; None for a worker that crashed."""
        ready = wait([self.processes[worker][1] for worker in busy], timeout=max(0.0, seconds))
        found: dict[int, Any] = {}
        for worker in busy:
            if self.processes[worker][1] in ready:
                try:
                    found[worker] = self.processes[worker][1].recv()
                except (EOFError, OSError):
                    self.replace(worker)
                    found[worker] = None
        return found

    def replace(self, worker: int) -> None:
        """Kill the worker and start another in its place."""
        self._end(worker)
        self.processes[worker] = self._start()

    def add_matrix(self, name: str, matrix: Matrix) -> None:
        """Add a matrix; only workers that are started after it know it, so all are replaced."""
        self.matrices[name] = matrix
        for worker in range(self.size):
            self.replace(worker)

    def close(self) -> None:
        """End every worker."""
        for worker in range(self.size):
            self._end(worker)

    def _end(self, worker: int) -> None:
        process, pipe = self.processes[worker]
        pipe.close()
        process.kill()
        process.join(1.0)


def _serve(pipe: Connection, matrices: Mapping[str, Matrix]) -> None:
    """What a worker does until it is ended. Ctrl-C is left to the parent, which the worker never outlives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    limit_memory()
    keep_quiet()
    np.seterr(all="ignore")
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = perform(matrices, task)
        except Exception:  # the solver refused, with an exception type of its own: it has found nothing
            answer = None
        pipe.send(answer)
