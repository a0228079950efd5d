"""What every solver's child process keeps to: a limit of memory, silence, and never to outlive its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal

MEMORY = "NAVRAT_SOLVER_MEMORY_MB"
_PARENT_DEATH_SIGNAL = 1


def limit_memory() -> None:
    """From now on this process fails to get more than the setting allows; without a setting nothing changes."""
    limit = os.environ.get(MEMORY)
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (int(limit) << 20, int(limit) << 20))


def keep_quiet() -> None:
    """What a solver's library prints of its inner life is for nobody: standard output and error go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def end_with_parent() -> None:
    """The kernel kills this process when the thread that started it ends, even while it is stopped (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
