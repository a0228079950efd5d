"""What must not grow while Navrat runs for long: memory and open files of its processes, SQLite's write-ahead log."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.memory import family

EVERY = 5.0
"""Seconds between two measurements."""
WARM = 0.25
"""Share of the time after which caches are full; growth is measured from then on."""
TENTH = 10
"""Each end is one measurement in this many: growth compares medians of the first and last tenth after warming up."""


@dataclass(frozen=True)
class Look:
    """Megabytes and open files of all processes, and megabytes of the log."""

    memory: float
    files: int
    log: float


class Vitals(threading.Thread):
    """Measures the processes of these groups (by their leaders) until told to stop."""

    def __init__(self, groups: list[int], database: Path | None) -> None:
        super().__init__(daemon=True)
        self.groups, self.wal = groups, None if database is None else Path(f"{database}-wal")
        self.looks: list[Look] = []
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(EVERY):
            ids = [one for head in self.groups for one in _own(head)]
            self.looks.append(Look(sum(map(_memory, ids)), sum(map(_files, ids)), self._log()))

    def stop(self) -> dict[str, float]:
        """First and last memory (MB) and open files after warming up, and the largest log (MB)."""
        self._ended.set()
        self.join()
        warm = self.looks[int(len(self.looks) * WARM) :]
        size = max(1, len(warm) // TENTH)
        first, last = warm[:size], warm[-size:]
        return {
            "memory_mb_first": round(_middle([one.memory for one in first])),
            "memory_mb_last": round(_middle([one.memory for one in last])),
            "files_first": _middle([one.files for one in first]),
            "files_last": _middle([one.files for one in last]),
            "log_mb_most": round(max(one.log for one in self.looks), 1),
        }

    def _log(self) -> float:
        return self.wal.stat().st_size / 1e6 if self.wal is not None and self.wal.exists() else 0.0


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _own(head: int) -> list[str]:
    """The process and its descendants, except the engine's, which start and end with each plan."""
    return [name for name in family(str(head)) if "optimisation" not in _command(name)]


def _command(process: str) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def _memory(process: str) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


def _files(process: str) -> int:
    try:
        return len(os.listdir(f"/proc/{process}/fd"))
    except OSError:
        return 0
