"""R67, R68: nobody ever sees a message about a lock, and after a database outage no restart is needed."""

from __future__ import annotations

import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from models import Note, Plan, PlanStatus, Project
from planner.finance.sheets import budget_workbook
from planner.plans.asking.solving import solve
from tests.support.databases.migration import migrate
from tests.support.databases.postgres import SETTINGS, newest_binaries, own_server
from tests.support.installation import Installation
from tests.support.worlds.money import make_project
from tests.support.worlds.places import case
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.planning_world import day, world

WORDS = "data is temporarily unavailable"


@pytest.fixture
def away(tmp_path: Path) -> Any:
    """An installation on its own PostgreSQL server, with functions to stop and start that server."""
    binaries = newest_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's own programs are not installed")
    with own_server(binaries) as url:
        folder = str(url.query["host"])

        def server(*what: str) -> None:
            step_down = (
                ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
                if Path(folder).owner() == "postgres"
                else []
            )
            subprocess.run(
                [*step_down, str(binaries / "pg_ctl"), "-D", f"{folder}/data", "-w", *what],
                check=True,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                timeout=60,
            )

        text = url.render_as_string(hide_password=False)
        migrate(text)
        installation = Installation(tmp_path, text, faults="watch,hurry")
        options = " ".join(f"-c {one}" for one in (*SETTINGS, f"unix_socket_directories={folder}"))
        yield (
            installation,
            lambda: server("-m", "fast", "stop"),
            lambda: server("-l", f"{folder}/log", "-o", options, "start"),
        )
        installation.end()


class Load:
    """Users who read and write all the time; records every answer with its time."""

    def __init__(self) -> None:
        self.answers: list[tuple[float, str, Any]] = []
        self.ended, self.threads = threading.Event(), []

    def add(self, kind: str, act: Any) -> None:
        def run() -> None:
            while not self.ended.is_set():
                self.answers.append((time.monotonic(), kind, act()))
                time.sleep(0.1)

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()

    def end(self) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def between(self, begin: float, end: float) -> list[Any]:
        return [answer for at, _kind, answer in self.answers if begin <= at < end]


@pytest.mark.postgres
def test_it_says_so_while_the_database_is_away_and_is_well_at_once_when_it_is_back(away, hard) -> None:
    """While the database is away every write is refused in words, and afterwards the same processes work again."""
    installation, stop, start = away
    with installation.store.work() as session:
        path = f"/applications/{case(session).id}/note"
    installation.start("web")
    installation.start("worker")
    load = Load()
    for number in range(8 if hard else 4):
        client = installation.client("case_worker")
        client.get("/account")
        load.add(
            "write",
            lambda client=client, number=number: client.post(
                path, {"text": f"{number} {time.monotonic()}", "channel": "phone"}
            ),
        )
    time.sleep(1)
    stop()
    stopped = time.monotonic()
    time.sleep(20 if hard else 2)
    assert installation.browser().get("/health").status == 503
    starting = time.monotonic()
    start()
    started = time.monotonic()
    while installation.browser().get("/health").status != 200:
        assert time.monotonic() < started + 5
    time.sleep(5 if hard else 1)
    load.end()
    refused = load.between(stopped, starting)
    assert {answer.status for answer in refused} == {503} and len(refused) > 5
    assert max(answer.seconds for answer in refused) < 2
    assert all(WORDS in answer.text for answer in refused)
    after = load.between(started + 5 if hard else started + 0.9, float("inf"))
    assert after and {answer.status for answer in after} == {303}
    acknowledged = sum(answer.status == 303 for _at, _kind, answer in load.answers)
    with installation.store.work(writes=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Note)) >= acknowledged
    print(f"{len(refused)} refused, slowest {max(a.seconds for a in refused):.2f} s")  # noqa: T201
    assert installation.stop("worker") == 0, "the worker outlived it too"


def test_it_holds_no_transaction_while_a_workbook_is_built(app, sign_in, monkeypatch) -> None:
    """R67: everything is read before a workbook is built, so that no transaction stays open."""
    store, held = app.extensions["navrat.database"], []
    with store.work() as session:
        project_id = make_project(session, budgets={"T": 10**9}).id

    def watched(content: Any, words: Any) -> bytes:
        held.append(store.engine.pool.checkedout())
        return budget_workbook(content, words)

    monkeypatch.setattr("planner.finance.export.budget_workbook", watched)
    assert sign_in("finance").get(f"/budget/{project_id}/workbook").status_code == 200
    assert held == [0]


def test_it_holds_no_transaction_while_a_plan_is_solved(app, monkeypatch) -> None:
    """R67: while a plan is calculated no transaction is open; progress is stored in short ones."""
    pool, held = app.extensions["navrat.database"].engine.pool, []

    def watched(*args: Any, **values: Any) -> Any:
        held.append(pool.checkedout())
        outcome = solve(*args, **values)
        held.append(pool.checkedout())
        return outcome

    monkeypatch.setattr("planner.plans.asking.tasks.solve", watched)
    planned(app, busy)
    assert held == [0, 0]


def slow(answers: list[Any], share: float = 0.95) -> float:
    """The time within which this share of the answers arrived."""
    return sorted(answer.seconds for answer in answers)[int(len(answers) * share)]


def test_it_tells_nobody_that_something_is_locked(running, hard) -> None:
    """R67: with writers, readers, a calculation and workbooks at the same time, nobody sees a message about a lock."""
    with running.store.work() as session:
        busy(world(session))
        path = f"/applications/{case(session).id}/note"
        project = session.scalar(sa.select(Project))
        form = {
            "window_from": day(7).isoformat(),
            "window_until": day(28).isoformat(),
            "project_id": project.id,
            "line_ids": [line.id for line in project.lines],
            "seconds": 10,
        }
        project_id = project.id
    planner, finance, load = running.client("planner"), running.client("finance"), Load()
    writers = [running.client("case_worker") for _ in range(4)]
    readers = [running.client(role) for role in ("planner", "case_worker", "auditor")]
    for number in range(8 if hard else 4):
        load.add("write", lambda at=number: writers[at % 4].post(path, {"text": f"note of {at}", "channel": "phone"}))
    for number in range(20 if hard else 4):
        load.add("read", lambda at=number: readers[at % 3].get(("/", "/applications", "/account")[at % 3]))
    load.add("workbook", lambda: finance.get(f"/budget/{project_id}/workbook"))
    assert planner.post("/itineraries/ask", form).status == 303
    time.sleep(60 if hard else 4)
    load.end()
    writes = [answer for _at, kind, answer in load.answers if kind == "write"]
    statuses = Counter((kind, answer.status) for _at, kind, answer in load.answers)
    print(statuses, f"write p95 {slow(writes):.3f} s")  # noqa: T201 - the figures of a hard run
    assert {status for kind, status in statuses if kind == "write"} == {303}
    assert max(status for _kind, status in statuses) < 500 and min(status for _kind, status in statuses) == 200
    told = running.logs()
    assert "locked" not in told and "deadlock" not in told
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with running.store.work(writes=False) as session:
            status = session.scalar(sa.select(Plan.status))
        if status not in (PlanStatus.QUEUED, PlanStatus.RUNNING):
            break
        time.sleep(0.2)
    assert status is PlanStatus.SOLVED
