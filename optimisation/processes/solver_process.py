"""The parent's side of the solver process: start it, watch it, stop it, and keep what it had found."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from optimisation.model.milp import INFINITY, Goal, Milp
from optimisation.processes.highs import read, write

ROOT = Path(__file__).resolve().parents[2]
GRACE = 1.0
TICK = 0.05
Limit = Literal["", "time", "effort", "cancelled", "crash"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a solve ended; `bound` is valid for every integer point, `values` the best one found."""

    status: Literal["optimal", "infeasible", "stopped"]
    values: list[float] | None
    bound: float
    limit: Limit = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One model and goal with its limits: seconds until it must answer, nodes for a repeatable end."""

    milp: Milp
    goal: Goal
    seconds: float | None = None
    gap: float = 0.0
    slack: float = 0.999
    nodes: int | None = None
    seed: int = 0
    hint: list[float] | None = None
    presolve: bool = True


class SolverProcess:
    """One solver process, started ahead of its first use and again after a crash. Close it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="optimisation-")
        self._count = itertools.count()
        self._start()

    def __enter__(self) -> SolverProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._folder.cleanup()

    def _start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "optimisation.processes.highs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._heard: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(self._child, self._heard), daemon=True).start()

    def _end(self) -> None:
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def solve(
        self,
        task: Task,
        stop: Callable[[], bool] = lambda: False,
        on_found: Callable[[list[float]], object] = lambda _: None,
        on_bound: Callable[[float], object] = lambda _: None,
    ) -> Outcome:
        """Solve; ends within the task's seconds and a second of grace, whatever the solver does."""
        finds = _Finds(Path(self._folder.name) / f"{next(self._count)}.sol", len(task.milp.lower))
        ends = INFINITY if task.seconds is None else time.monotonic() + task.seconds + GRACE
        self._send(task, finds.path)
        bound: float = -INFINITY
        why: Limit = ""
        while not why:
            heard = self._next()
            if "infeasible" in heard:
                return _outcome(heard, bound)
            if "bound" in heard:
                bound = max(bound, heard["bound"])
                on_bound(bound)
            values = finds.newest()
            if values is not None:
                on_found(values)
            why = _ended(heard, stop(), time.monotonic() > ends)
        self._restart()
        return Outcome("stopped", finds.newest() or finds.best, bound, why)

    def _restart(self) -> None:
        self._end()
        self._start()

    def _send(self, task: Task, file: Path) -> None:
        if self._child.poll() is not None:
            self._restart()
        assert self._child.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            write(self._child.stdin, _message(task, file))

    def _next(self) -> dict[str, Any]:
        try:
            return self._heard.get(timeout=TICK) or {"gone": True}
        except queue.Empty:
            return {}


def _ended(heard: dict[str, Any], cancelled: bool, late: bool) -> Limit:
    if "gone" in heard or "error" in heard:
        return "crash"
    return "cancelled" if cancelled else "time" if late else ""


def _listen(child: subprocess.Popen[bytes], heard: queue.SimpleQueue[dict[str, Any] | None]) -> None:
    assert child.stdout is not None
    try:
        while True:
            heard.put(read(child.stdout))
    except (EOFError, OSError, ValueError):
        heard.put(None)


def _message(task: Task, file: Path) -> dict[str, Any]:
    return {
        "milp": task.milp,
        "terms": task.goal.terms,
        "constant": task.goal.constant,
        "seconds": task.seconds,
        "gap": task.gap,
        "slack": task.slack,
        "nodes": task.nodes,
        "seed": task.seed,
        "hint": task.hint,
        "presolve": task.presolve,
        "file": str(file),
    }


def _outcome(heard: dict[str, Any], bound: float) -> Outcome:
    best = max(bound, heard["bound"])
    if heard["infeasible"]:
        return Outcome("infeasible", None, INFINITY)
    if heard["optimal"]:
        return Outcome("optimal", heard["values"], heard["bound"])
    return Outcome("stopped", heard["values"], best, "time" if "TIME" in heard["limit"] else "effort")


class _Finds:
    """The file to which the solver adds each better solution while it runs."""

    def __init__(self, path: Path, columns: int) -> None:
        self.path, self.columns, self.size = path, columns, 0
        self.best: list[float] | None = None

    def newest(self) -> list[float] | None:
        """The last whole solution, when there is one that was not there before."""
        try:
            size = self.path.stat().st_size
            if size == self.size:
                return None
            text = self.path.read_text(encoding="ascii", errors="replace")
        except OSError:
            return None
        self.size = size
        for block in reversed(text.split("Objective ")[1:]):
            values = _values(block, self.columns)
            if values is not None:
                changed = values != self.best
                self.best = values
                return values if changed else None
        return None


def _values(block: str, columns: int) -> list[float] | None:
    """The values of one solution, which names only some columns in some versions of the solver."""
    lines = block.splitlines()
    if len(lines) < 2 or not lines[1].startswith("# Columns"):
        return None
    try:
        values = [float(line.split()[-1]) for line in lines[2 : columns + 2]]
    except (ValueError, IndexError):
        return None
    return values if len(values) == columns and block.endswith("\n") else None
