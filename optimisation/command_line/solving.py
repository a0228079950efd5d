"""`solve` as a process: progress on stderr, signals, a watchdog that keeps to the time limit, the file at the end."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from optimisation.format.plan import Plan, to_text
from optimisation.format.problem import Problem
from optimisation.search import Progress, Search
from optimisation.solve import run
from optimisation.uncertainty.robust import robust

EXIT = {"optimal": 0, "feasible": 0, "infeasible": 3, "unknown": 4}
LATE = 0.4
LATEST = 1.6  # for a search that has placed nobody yet, because the machine is busy
FAILED = 1


class Watchdog(threading.Thread):
    """Ends the process with the best plan so far when the search does not end by itself in time."""

    def __init__(self, search: Search, ends: float, out: Path, cancelled: Sequence[float]) -> None:
        super().__init__(daemon=True)
        self.search, self.ends, self.out, self.cancelled = search, ends, out, cancelled
        self.lock = threading.Lock()

    def run(self) -> None:
        """Look every few hundredths of a second."""
        while True:
            time.sleep(0.05)
            late = time.monotonic() - min([self.ends, *self.cancelled[:1]])
            if late > (LATE if self.cancelled or self._has_plan() else LATEST):
                with self.lock:
                    plan = self.search.now("cancelled" if self.cancelled else "time")
                    code = _write(plan, self.out)
                    os._exit(code)

    def _has_plan(self) -> bool:
        best = self.search.best
        return best is None or bool(best.placements)

    def finish(self, plan: Plan) -> int:
        """End in the ordinary way; the lock ensures that the watchdog does not write as well."""
        with self.lock:
            return _write(plan, self.out)


def solve_to_file(problem: Problem, options: argparse.Namespace) -> int:
    """Solve within the seconds counted from the start of the process, write the plan; the exit code."""
    ends = options.started + options.seconds
    search = Search(
        problem,
        seconds=max(0.01, ends - time.monotonic()),
        gap=options.gap,
        effort=options.effort,
        seed=options.seed,
        workers=options.workers,
    )
    watchdog = Watchdog(search, ends, options.out, options.cancelled)
    search.stop = lambda: bool(options.cancelled)
    progress_lines = ProgressLines()
    search.on_progress = progress_lines
    search.report()
    watchdog.start()
    try:
        if options.robust is None:
            plan = run(search, options.reasons)
        else:
            plan = robust(search, options.robust, options.reasons)
    except Exception as error:
        sys.stderr.write(f"the search broke down ({type(error).__name__}: {error}); its best plan is kept\n")
        plan = search.now("time")
    progress_lines(Progress(search.elapsed(), search.best, search.bound(), search.gap_now()), last=True)
    return watchdog.finish(plan)


class ProgressLines:
    """Progress lines: seconds, best (weight, cost), bound (weight, cost), gap; not more than a few a second."""

    def __init__(self) -> None:
        self.next, self.last = 0.0, ""

    def __call__(self, progress: Progress, last: bool = False, told: str = "") -> None:
        """Write a line if something has changed."""
        best, bound, gap = progress.best, progress.bound, progress.gap
        found = f"{best.totals.unplaced_weight} {best.totals.cost}" if best else "-"
        line = f"best {found} bound {bound.unplaced_weight} {bound.cost} gap {'-' if gap is None else f'{gap:.6f}'}"
        if line != self.last and (last or progress.seconds >= self.next):
            self.next, self.last = progress.seconds + 0.2, line
            sys.stderr.write(f"{progress.seconds:8.1f} s  {told and f'{told}: '}{line}\n")
            sys.stderr.flush()


def _write(plan: Plan, out: Path) -> int:
    return EXIT[plan.status] if put(to_text(plan), out) else FAILED


def put(text: str, out: Path) -> bool:
    """Write the whole file or nothing; if it fails, say why on stderr."""
    try:
        handle, name = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(out)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        sys.stderr.write(f"{out}: {error.strerror}\n")
        return False
    return True
