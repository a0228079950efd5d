"""What every solver process does first: limit its memory, keep quiet, and make sure to end with its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path

MEMORY = "NAVRAT_SOLVER_MEMORY_MB"
NICE = "NAVRAT_SOLVER_NICE"
_PARENT_DEATH_SIGNAL = 1


def limit_memory() -> None:
    """From now on this process gets no more memory than the setting allows; without a setting nothing changes."""
    limit = os.environ.get(MEMORY)
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (int(limit) << 20, int(limit) << 20))


def give_way() -> None:
    """From now on this process and those that it starts are as nice as the setting says; without it nothing changes.

    Linux groups processes by session and first shares the processor among the groups, so the niceness of a single
    process has no effect. A process that leads a session therefore makes its group nice too (measured: otherwise web
    and engine share the processor evenly).
    """
    nice = int(os.environ.get(NICE) or 0)
    os.nice(max(0, nice - os.nice(0)))
    if nice > 0 and os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(nice), encoding="ascii")


def keep_quiet() -> None:
    """Send standard output and error nowhere: nobody needs what a solver's library prints."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def end_with_parent() -> None:
    """The kernel kills this process when the thread that started it ends, even while it is stopped (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
