"""The peak memory of this process and all its children together, with shared pages counted once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

EVERY = 2.0
"""Seconds between two measurements."""


class Together(threading.Thread):
    """Measures from `start` to `stop`, which returns the peak in megabytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self._ended = 0, threading.Event()

    def run(self) -> None:
        while not self._ended.wait(EVERY):
            self.most = max(self.most, sum(map(_share, family("self"))))

    def stop(self) -> int:
        self._ended.set()
        self.join()
        return self.most


def family(head: str) -> Iterator[str]:
    """The process and all its descendants."""
    yield head
    try:
        tasks = [*Path(f"/proc/{head}/task").glob("*/children")]
        children = [name for task in tasks for name in task.read_text().split()]
    except OSError:
        return
    for child in children:
        yield from family(child)


def _share(process: str) -> int:
    """Megabytes of the process, with pages that it shares divided equally among the sharing processes."""
    try:
        rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) // 1024 for row in rows if row.startswith("Pss:")), 0)
