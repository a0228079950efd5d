"""Navrat as it runs for many: two web processes and a worker as real processes on a database of the test's own."""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.signed_in import PASSWORD, hidden

ROOT = Path(__file__).resolve().parents[2]


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other."""

    def redirect_request(self, *_args: Any, **_values: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and text; status 0 when nobody answered."""

    status: int
    text: str
    location: str = ""
    seconds: float = 0.0


class Client:
    """A browser of one person, over real HTTP."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(self.jar)).open
        self.token = ""

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self.base + path))

    def post(self, path: str, data: dict[str, str]) -> Answer:
        """Post with this browser's token, fetched once."""
        if not self.token:
            self.token = hidden(self.get("/account").text, "csrf_token") or hidden(
                self.get("/sign-in").text, "csrf_token") or ""
        body = urllib.parse.urlencode({"csrf_token": self.token, **data}).encode()
        return self._ask(urllib.request.Request(self.base + path, data=body))

    def sign_in(self, email: str, password: str = PASSWORD) -> Client:
        answer = self.post("/sign-in", {"email": email, "password": password})
        assert answer.status == 303, answer
        self.token = ""
        return self

    def _ask(self, request: urllib.request.Request) -> Answer:
        start = time.perf_counter()
        try:
            with self._open(request, timeout=20) as found:
                return Answer(found.status, found.read().decode(), "", time.perf_counter() - start)
        except urllib.error.HTTPError as error:
            with error:
                try:
                    text = error.read().decode()
                except (OSError, http.client.HTTPException):  # the server was killed in the middle of its answer
                    return Answer(0, "", "", time.perf_counter() - start)
            return Answer(error.code, text, error.headers.get("Location", ""), time.perf_counter() - start)
        except (OSError, http.client.HTTPException):
            return Answer(0, "", "", time.perf_counter() - start)


@dataclass
class Installation:
    """Processes by name (`web`, `worker`), started and killed by the test."""

    folder: Path
    database_url: str
    faults: str = ""
    port: int = 0
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("NAVRAT_", "COVERAGE"))}
        return {**kept, "NAVRAT_ENV": "test", "NAVRAT_DATA": str(self.folder), "NAVRAT_DATABASE_URL": self.database_url,
                "NAVRAT_FAULTS": self.faults, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore",
                "PYTHONUNBUFFERED": "1"}

    def start(self, name: str) -> None:
        """Start `web` (gunicorn, two processes) or `worker`, each in a process group of its own."""
        command = [sys.executable, "-m", "planner.cli", "worker"]
        if name == "web":
            self.port = self.port or _free_port()
            command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "4", "--no-control-socket", "-b",
                       f"127.0.0.1:{self.port}", "--graceful-timeout", "5", "app:app"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        if name == "web":
            self.wait_until_up()
        else:
            self.wait_until_working()

    def wait_until_up(self, seconds: float = 60) -> None:
        """Until the first page answers."""
        until = time.monotonic() + seconds
        while Client(self.base).get("/health").status != 200:
            assert time.monotonic() < until, (self.folder / "web.log").read_text()[-2000:]
            time.sleep(0.1)

    def wait_until_working(self, seconds: float = 60) -> None:
        """Until the worker says so: before that a SIGTERM finds no handler."""
        until, told = time.monotonic() + seconds, self.folder / "worker.log"
        while "working" not in told.read_text():
            assert time.monotonic() < until, told.read_text()[-2000:]
            time.sleep(0.1)

    def kill(self, name: str) -> None:
        """SIGKILL to the whole group of processes, as when the machine's power fails."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, name: str, seconds: float = 20) -> int:
        """SIGTERM, as a service manager does; gives the exit code."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(timeout=seconds)

    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def client(self, email: str = "", password: str = PASSWORD) -> Client:
        return Client(self.base).sign_in(email, password) if email else Client(self.base)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(re.sub(r"\D", "", str(probe.getsockname()[1])))


@pytest.fixture
def installation(database: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation on each of the two databases in turn; nothing runs until the test starts it."""
    folder = tmp_path / "installation"
    folder.mkdir()
    made = Installation(folder, database)
    yield made
    for name in list(made.processes):
        made.kill(name)
