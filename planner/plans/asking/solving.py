"""The engine as a child process: low priority, limited memory, progress read as it comes, stopped on request."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import optimisation

ROOT = Path(optimisation.__file__).resolve().parent.parent
CHILD = (
    "import ctypes, os, resource, runpy, signal, sys\n"
    "sys.platform == 'linux' and ctypes.CDLL(None).prctl(1, signal.SIGKILL)\n"  # PR_SET_PDEATHSIG: ends with its parent
    "os.environ.setdefault('NAVRAT_SOLVER_NICE', '10')\n"
    "limit = int(sys.argv.pop(1)) * 2**20\n"
    "resource.setrlimit(resource.RLIMIT_AS, (limit, limit))\n"
    "sys.path.insert(0, sys.argv.pop(1))\n"
    "runpy.run_module('optimisation', run_name='__main__', alter_sys=True)\n"
)
"""The engine makes its first plan, a second of work, at ordinary priority, so that there is one on the busiest machine.
Everything after that is done at the niceness in the setting.
"""
GRACE = 2.0
"""Seconds between asking the engine to stop and killing it."""
LOOK = 0.2
EFFORT_SHARE = 0.5
"""The limit of counted work as a share of the time. One unit takes a worker about a second, so on a machine that is not
overloaded the work runs out before the time.
"""
FIGURES = re.compile(
    r"(?:s  (?P<of>.+): )?best (?:(?P<weight>\d+) (?P<cost>\d+)|-) "
    r"bound (?P<bound_weight>\d+) (?P<bound_cost>\d+) gap (?:(?P<gap>[\d.]+)|-)"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use: seconds for the whole process, cores, megabytes of memory, and the seed."""

    seconds: int
    workers: int
    memory_mb: int
    seed: int = 0
    counted: bool = False
    """Whether work is limited as well as time: unless cut short by time, a repeated run then gives the same plan."""


@dataclass(slots=True)
class Outcome:
    """How the child ended: its exit code (negative: the signal), the plan it wrote, its last output."""

    code: int
    plan: dict[str, Any] | None
    words: list[str] = field(default_factory=list)
    cancelled: bool = False
    overran: bool = False


Tell = Callable[[dict[str, Any]], None]


def solve(
    problem: dict[str, Any],
    limits: Limits,
    *,
    tell: Tell,
    cancelled: Callable[[], bool],
    command: list[str] | None = None,
) -> Outcome:
    """Run the engine on `problem` until it ends, `cancelled()` is true or its time is over.

    `tell` gets progress (seconds and the engine's own line). `command` replaces the child in tests.
    """
    effort = max(1, round(limits.seconds * EFFORT_SHARE))
    counting = ["--effort", str(effort)] if limits.counted else []
    return _ran({"problem": problem}, ["solve", "problem.json", *counting], limits, tell, cancelled, command)


def solve_scenarios(
    problem: dict[str, Any],
    asked: dict[str, Any],
    start: dict[str, Any] | None,
    limits: Limits,
    *,
    tell: Tell,
    cancelled: Callable[[], bool],
) -> Outcome:
    """The same for a problem with several overlays; `start` is a known plan of the problem."""
    files = {"problem": problem, "overlays": asked, **({"start": start} if start else {})}
    more = ["--plan", "start.json"] if start else []
    return _ran(files, ["scenarios", "problem.json", "overlays.json", *more], limits, tell, cancelled)


def _ran(
    files: dict[str, dict[str, Any]],
    arguments: list[str],
    limits: Limits,
    tell: Tell,
    cancelled: Callable[[], bool],
    command: list[str] | None = None,
) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="navrat-plan-") as folder:
        for name, content in files.items():
            (Path(folder) / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        child = subprocess.Popen(
            command or _command(arguments, limits),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": str(limits.workers)},
        )
        try:
            outcome = _watched(child, limits, tell, cancelled)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        outcome.plan = _read(Path(folder) / "plan.json")
        return outcome


def _command(arguments: list[str], limits: Limits) -> list[str]:
    return [
        sys.executable,
        "-c",
        CHILD,
        str(limits.memory_mb),
        str(ROOT),
        *arguments,
        "--out",
        "plan.json",
        "--seconds",
        str(limits.seconds),
        "--seed",
        str(limits.seed),
        "--workers",
        str(limits.workers),
    ]


def _watched(child: "subprocess.Popen[str]", limits: Limits, tell: Tell, cancelled: Callable[[], bool]) -> Outcome:
    lines: SimpleQueue[str] = SimpleQueue()
    reader = Thread(target=_drain, args=(child, lines), daemon=True)
    reader.start()
    outcome = Outcome(0, None)
    began, asked_at = time.monotonic(), None
    while child.poll() is None:
        time.sleep(LOOK)
        elapsed = time.monotonic() - began
        _report(lines, outcome, elapsed, tell)
        if asked_at is None and (cancelled() or elapsed > limits.seconds + 1):
            outcome.cancelled, outcome.overran = elapsed <= limits.seconds + 1, elapsed > limits.seconds + 1
            asked_at = time.monotonic()
            child.send_signal(signal.SIGTERM)
        elif asked_at is not None and time.monotonic() - asked_at > (GRACE if outcome.cancelled else 1.5):
            child.kill()
            child.wait()
    reader.join(timeout=2)
    _report(lines, outcome, time.monotonic() - began, lambda _progress: None)
    outcome.code = child.returncode
    return outcome


def _drain(child: "subprocess.Popen[str]", lines: "SimpleQueue[str]") -> None:
    if child.stderr is None:
        return
    with child.stderr as stream:
        for line in stream:
            lines.put(line.rstrip("\n")[:400])


def _report(lines: "SimpleQueue[str]", outcome: Outcome, elapsed: float, tell: Tell) -> None:
    while True:
        try:
            outcome.words.append(lines.get_nowait())
        except Empty:
            break
    del outcome.words[:-40]
    figures = read_progress(outcome.words[-1]) if outcome.words else {}
    tell({"seconds": int(elapsed), **figures})


def read_progress(line: str) -> dict[str, Any]:
    """Figures in one line of progress: weight, cost, their bounds, the gap as text, which scenario; else empty."""
    found = FIGURES.search(line)
    if not found:
        return {}
    return {name: value if name in ("gap", "of") else int(value) for name, value in found.groupdict().items() if value}


def _read(answer: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(answer.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
