"""What every solver's child process keeps to: a limit of memory, and never to outlive its parent."""

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


def end_with_parent() -> None:
    """The kernel kills this process when the thread that started it ends, even while it is stopped (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
