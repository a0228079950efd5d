"""What every solver process does first: limit its memory, keep quiet, and make sure to end with its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal

MEMORY = "NAVRAT_SOLVER_MEMORY_MB"
_PARENT_DEATH_SIGNAL = 1


def limit_memory() -> None:
    """From now on this process gets no more memory than the setting allows; without a setting nothing changes."""
    limit = os.environ.get(MEMORY)
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (int(limit) << 20, int(limit) << 20))


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
