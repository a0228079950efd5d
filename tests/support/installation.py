"""A real installation for tests: two web processes and a worker on the test's own database."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browsing.http_client import Client
from tests.support.browsing.signed_in import PASSWORD
from tests.support.databases.postgres import new_database
from tests.support.worlds.staff import Person, person

if TYPE_CHECKING:
    from planner.database.store import Database

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """Processes by name (`web`, `worker`), which the test starts and kills."""

    folder: Path
    database_url: str
    faults: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    log_folder: Path | None = None
    """The folder for the output of the processes, if it is not `folder`."""
    before: list[str] = field(default_factory=list)
    """A program (with arguments) that starts the processes, for example with fewer rights."""
    _store: Database | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("NAVRAT_", "COVERAGE"))}
        return {
            **kept,
            "NAVRAT_ENV": "test",
            "NAVRAT_DATA": str(self.folder),
            "NAVRAT_DATABASE_URL": self.database_url,
            "TEST_FAULTS": self.faults,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def start(self, name: str) -> None:
        """Start `web` (gunicorn, two processes) or `worker`, each in its own process group."""
        command = [sys.executable, "-m", "tests.support.faulty" if self.faults else "planner.cli", "worker"]
        if name == "web":
            self.port = self.port or _free_port()
            command = [
                sys.executable,
                "-m",
                "gunicorn",
                "-w",
                "2",
                "--threads",
                "4",
                "--no-control-socket",
                "-b",
                f"127.0.0.1:{self.port}",
                "--graceful-timeout",
                "5",
                "tests.support.faulty:app" if self.faults else "app:app",
            ]
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [*self.before, *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if name == "web":
            self.wait_until_up()
        else:
            self.wait_until_working()

    def wait_until_up(self, seconds: float = 60) -> None:
        """Wait until the first page answers."""
        until = time.monotonic() + seconds
        while Client(self.base).get("/health").status != 200:
            assert time.monotonic() < until, self.log("web").read_text()[-2000:]
            time.sleep(0.1)

    def wait_until_working(self, seconds: float = 60) -> None:
        """Wait until the worker reports that it is ready; before that it does not handle SIGTERM."""
        until, told = time.monotonic() + seconds, self.log("worker")
        while "working" not in told.read_text():
            assert time.monotonic() < until, told.read_text()[-2000:]
            time.sleep(0.1)

    def kill(self, name: str) -> None:
        """Send SIGKILL to the whole group of processes, as if the machine lost power."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, name: str, seconds: float = 20) -> int:
        """Send SIGTERM, as a service manager does; returns the exit code."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(timeout=seconds)

    @contextlib.contextmanager
    def trouble(self, words: str) -> Iterator[None]:
        """Activate faults (tests/support/faults.py) in the running processes that were started with `file`."""
        armed = self.folder / "faults"
        armed.with_suffix(".new").write_text(words)
        armed.with_suffix(".new").replace(armed)
        try:
            yield
        finally:
            armed.unlink(missing_ok=True)

    def log(self, name: str) -> Path:
        return (self.log_folder or self.folder) / f"{name}.log"

    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted((self.log_folder or self.folder).glob("*.log")))

    @property
    def store(self) -> Database:
        """The database of these processes, opened by the test as well."""
        if self._store is None:
            from planner.database.store import Database

            self._store = Database(self.database_url)
        return self._store

    def person(self, *roles: str, facility: str = "") -> Person:
        """A new user with these roles and a second factor (facility staff: of `facility`)."""
        return person(self.store, *roles, facility=facility or ("BELA" if "facility" in roles else ""))

    def browser(self, who: Person | str = "", password: str = PASSWORD) -> Client:
        """The browser of `who` (an email: a user without a second factor), signed in; without `who`, not signed in."""
        if isinstance(who, Person):
            return Client(self.base).sign_in(who.email, password, who.code())
        return Client(self.base).sign_in(who, password) if who else Client(self.base)

    def client(self, *roles: str, facility: str = "") -> Client:
        """`client("planner")`: the browser of a new user with that role, signed in by password and second factor."""
        return self.browser(self.person(*roles, facility=facility))

    def end(self) -> None:
        """Kill the processes that still run, and close the database."""
        for name in list(self.processes):
            self.kill(name)
        if self._store is not None:
            self._store.engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(re.sub(r"\D", "", str(probe.getsockname()[1])))


@pytest.fixture
def installation(database: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation on each of the two databases in turn; the test starts its processes."""
    folder = tmp_path / "installation"
    folder.mkdir()
    made = Installation(folder, database)
    yield made
    made.end()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with web and worker running, on each of the two databases, shared by the tests of a module.

    `trouble` activates faults in it, and lost jobs are looked for every half second.
    """
    folder = tmp_path_factory.mktemp("running")
    with contextlib.ExitStack() as kept:
        if request.param == "sqlite":
            shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "navrat.sqlite")
            url = f"sqlite:///{folder / 'navrat.sqlite'}"
        else:
            names = ("postgres_admin", "postgres_template")
            made = new_database(*(request.getfixturevalue(name) for name in names))
            url = kept.enter_context(made).render_as_string(hide_password=False)
        installation = Installation(folder, url, faults="file,hurry")
        kept.callback(installation.end)
        installation.start("web")
        installation.start("worker")
        yield installation
