"""Figures in Prometheus's text format: counts of endpoints, statuses and seconds; no person, case or IP address.

Each process counts for itself and writes its figures to a file in the data folder every few seconds. The process that
is asked answers with the files of all, so any of them can be scraped.
"""

import os
import socket
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

BUCKETS = (0.05, 0.1, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)
EVERY = 2.0
"""Seconds between a response and the write of the file that counts it."""
FORGOTTEN = 3600
"""Seconds without a write after which a process on another machine counts as gone."""
Labels = tuple[tuple[str, str], ...]
HELP = {
    "navrat_requests_total": ("counter", "Answers by endpoint, method and status."),
    "navrat_endpoint_seconds_sum": ("counter", "Seconds spent answering, by endpoint."),
    "navrat_endpoint_seconds_count": ("counter", "Answers timed, by endpoint."),
    "navrat_request_seconds": ("histogram", "Seconds an answer took."),
    "navrat_database_errors_total": ("counter", "Errors of the database by kind."),
    "navrat_queue_length": ("gauge", "Jobs waiting in the queue."),
    "navrat_runs": ("gauge", "Background runs by kind and state."),
    "navrat_check": ("gauge", "1 when a check is in order, else 0."),
    "navrat_age_seconds": ("gauge", "Age of the last sign of life, by check."),
    "navrat_disk_free_bytes": ("gauge", "Free bytes where the data lie."),
}


def line(name: str, labels: Labels, value: float) -> str:
    """One sample. Labels are our own names (endpoints, kinds), so they need no escaping."""
    told = ",".join(f'{key}="{text}"' for key, text in labels)
    return f"{name}{{{told}}} {value:g}" if told else f"{name} {value:g}"


class Figures:
    """The figures counted by this process."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._lock, self._waits = folder, threading.Lock(), False
        self.counts: defaultdict[tuple[str, Labels], float] = defaultdict(float)

    @property
    def process(self) -> str:
        return f"{socket.gethostname()}-{os.getpid()}"  # read each time, because gunicorn forks after loading

    def answered(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count one response."""
        with self._lock:
            self.counts[
                "navrat_requests_total", (("endpoint", endpoint), ("method", method), ("status", str(status)))
            ] += 1
            for name, amount in (("sum", seconds), ("count", 1)):
                self.counts[f"navrat_endpoint_seconds_{name}", (("endpoint", endpoint),)] += amount
                self.counts[f"navrat_request_seconds_{name}", ()] += amount
            for most in (*(one for one in BUCKETS if seconds <= one), "+Inf"):
                self.counts["navrat_request_seconds_bucket", (("le", str(most)),)] += 1
            later, self._waits = not self._waits, True
        if later:  # start the timer here, in the process that responds, because gunicorn forks after loading
            timer = threading.Timer(EVERY, self._leave)
            timer.daemon = True
            timer.start()

    def trouble(self, kind: str) -> None:
        """Count one database error."""
        with self._lock:
            self.counts["navrat_database_errors_total", (("kind", kind),)] += 1

    def _leave(self) -> None:
        """Write the file; a full disk must not make a response fail."""
        with self._lock:
            self._waits = False
            told = "\n".join(
                line(name, (("process", self.process), *labels), value)
                for (name, labels), value in sorted(self.counts.items())
            )
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f"{self.process}.part"
            draft.write_text(told)
            draft.replace(self.folder / f"{self.process}.prom")

    def everybodys(self) -> list[str]:
        """Samples of all live processes, with this one's up to date."""
        self._leave()
        found: list[str] = []
        for path in sorted(self.folder.glob("*.prom")):
            with suppress(OSError):
                if _gone(path):
                    path.unlink()
                else:
                    found += path.read_text().splitlines()
        return found


def _gone(path: Path) -> bool:
    host, _, number = path.stem.rpartition("-")
    if host == socket.gethostname():
        return not Path(f"/proc/{number}").exists() if Path("/proc/self").exists() else False
    return time.time() - path.stat().st_mtime > FORGOTTEN


def text(samples: list[str]) -> str:
    """The response to a scrape: samples grouped under the help text of their metric."""
    told: list[str] = []
    for name, (kind, words) in HELP.items():
        own = [one for one in samples if _family(one) == name]
        if own:
            told += [f"# HELP {name} {words}", f"# TYPE {name} {kind}", *own]
    return "\n".join(told) + "\n"


def _family(sample: str) -> str:
    name = sample.split("{", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    if name.startswith("navrat_request_seconds_"):
        return "navrat_request_seconds"
    return name
