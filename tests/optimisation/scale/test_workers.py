"""If a worker process fails, the search continues with others."""

from __future__ import annotations

import os
import signal

import pytest

from optimisation.scale import workers as processes
from optimisation.scale.workers import Workers

MORE_THAN_A_PIPE_HOLDS = 5_000_000


def test_a_worker_that_never_reads_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a worker stops before it reads its task, the task goes to a new worker."""
    monkeypatch.setattr(processes, "DEAF_SECONDS", 0.5)
    workers = Workers({}, 1)
    try:
        deaf = workers.processes[0][0].pid
        os.kill(deaf, signal.SIGSTOP)
        workers.start(0, bytes(MORE_THAN_A_PIPE_HOLDS))  # type: ignore[arg-type]
        assert workers.processes[0][0].pid != deaf
        assert workers.results([0], 30) == {0: None}, "it is no task, so nothing is found"
    finally:
        workers.close()
