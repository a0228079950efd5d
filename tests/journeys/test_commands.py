"""`navrat` as an administrator runs it: real processes in an empty folder."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.installation import Client
from tests.support.source import ROOT


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """This machine's environment without settings of Navrat, plus the given ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NAVRAT_")}
    given = {f"NAVRAT_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(ROOT), "NAVRAT_DATA": str(folder / "data"), **given}


def navrat(folder: Path, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "planner.cli", *args],
        cwd=folder,
        env=environment(folder, **{"env": "development", **settings}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def opened(address: str, seconds: float) -> str:
    """The page at `address`, as soon as the server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert time.monotonic() < end, f"nobody answers at {address}"
            time.sleep(0.3)


@pytest.fixture(scope="module")
def demo_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo is started, empty at first."""
    return tmp_path_factory.mktemp("stranger")


@pytest.mark.timeout(420)
def test_it_shows_a_demo_on_an_empty_machine(demo_place: Path) -> None:
    """One command makes the demo, prints the accounts, serves it on loopback, and ends cleanly on SIGTERM."""
    port, before = free_port(), resource.getrusage(resource.RUSAGE_CHILDREN)
    server = subprocess.Popen(
        [sys.executable, "-m", "planner.cli", "demo", "--no-browser", "--port", str(port)],
        cwd=demo_place,
        env=environment(demo_place),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        page = opened(f"http://127.0.0.1:{port}/", seconds=300)
        let_in(demo_place, f"http://127.0.0.1:{port}")
        server.send_signal(signal.SIGTERM)
        said, trouble = server.communicate(timeout=60)
    finally:
        server.kill()
        server.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert 'name="password"' in page
    assert re.search(r"planner@demo.navrat +\d{6}  [A-Z2-7]{32}", said) and f"http://127.0.0.1:{port}/" in said
    assert (server.returncode, "Traceback" in trouble) == (0, False), trouble
    # Processor time, because other work on this machine affects the clock.
    assert used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime < 60


def let_in(folder: Path, address: str) -> None:
    """Check that password and code from `navrat demo --codes` sign in, and that the password alone does not."""
    said = navrat(folder, "demo", "--codes").stdout
    password, code = re.search(r"password of all: (.+?)\)", said), re.search(r"planner@\S+ +(\d{6})", said)
    assert password and code, said
    client = Client(address).sign_in("planner@demo.navrat", password[1])
    assert client.get("/").status == 302
    assert client.post("/sign-in/code", {"code": code[1]}).status == 303
    assert client.get("/").status == 200


def test_it_keeps_the_demo_out_of_production(tmp_path: Path) -> None:
    """The demo never runs in production, because its passwords and second factors are public."""
    said = navrat(tmp_path, "demo", "--only-data", env="production")
    assert (said.returncode, "never runs in production" in said.stderr, list(tmp_path.iterdir())) == (1, True, [])


def test_it_exports_the_budget_of_the_demo(demo_place: Path) -> None:
    """The budget workbook can be exported by a command, and an unknown project is reported without a traceback."""
    said = navrat(demo_place, "export", "budget", "NO-SUCH", "budget.xlsx")
    assert (said.returncode, said.stderr.count("NO-SUCH"), "Traceback" in said.stderr) == (1, 1, False)
    done = navrat(demo_place, "export", "budget", project_code(demo_place), "budget.xlsx")
    assert done.returncode == 0, done.stderr
    assert len(load_workbook(demo_place / "budget.xlsx").sheetnames) >= 3


def project_code(folder: Path) -> str:
    """The code of the demo's first project."""
    with sqlite3.connect(folder / "data" / "navrat.sqlite3") as connection:
        code = connection.execute("select code from project order by id").fetchone()[0]
    connection.close()
    return str(code)


def test_it_refuses_unsafe_settings_in_production(tmp_path: Path) -> None:
    """Production does not start without a key, file keys and host names, and each missing setting is named."""
    said = navrat(tmp_path, "check-settings", env="production")
    assert said.returncode == 1
    assert [name for name in ("NAVRAT_SECRET_KEY", "NAVRAT_FILE_KEYS", "NAVRAT_HOSTS") if name not in said.stderr] == []
    started = navrat(tmp_path, "run", env="production")
    assert (started.returncode, "Traceback" in started.stderr) == (1, False)
    assert "NAVRAT_SECRET_KEY" in started.stderr
    key = re.search(r"[\w-]{43}=", said.stderr)
    assert key
    safe = navrat(
        tmp_path, "check-settings", env="production", secret_key="k" * 40, file_keys=key[0], hosts="a.example"
    )
    assert safe.returncode == 0, safe.stderr


def test_it_refuses_a_setting_that_it_does_not_know(tmp_path: Path) -> None:
    """A misspelt setting is refused instead of being ignored."""
    said = navrat(tmp_path, "check-settings", secret_kee="x")
    assert (said.returncode, "NAVRAT_SECRET_KEE" in said.stderr, "Traceback" in said.stderr) == (1, True, False)


def test_it_wants_the_schema_before_it_runs(tmp_path: Path) -> None:
    """`run` on an empty database says what to do; after `migrate`, `user add` works and refuses an existing account."""
    nowhere = navrat(tmp_path, "export", "budget", "X", "x.xlsx")
    assert (nowhere.returncode, "Traceback" in nowhere.stderr, "navrat migrate" in nowhere.stderr) == (1, False, True)
    early = navrat(tmp_path, "run")
    assert (early.returncode, "navrat migrate" in early.stderr) == (1, True)
    assert navrat(tmp_path, "migrate").returncode == 0
    user = ("user", "add", "a@example.org", "--name", "A", "--role", "planner", "--password", "correct horse battery")
    assert navrat(tmp_path, *user).returncode == 0
    again = navrat(tmp_path, *user)
    assert (again.returncode, "Traceback" in again.stderr, again.stderr != "") == (1, False, True)
    assert navrat(tmp_path, "migrate", "--down", "base").returncode == 0
