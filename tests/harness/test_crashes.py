"""R01, R02: saved work survives any killed process, and a database that cannot guarantee this is refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa

from models import Event, Facility, FacilityKind, Note
from planner import create_app
from planner.database import migrate
from planner.database.store import PRAGMAS, Database, NotDurable, make_engine
from tests.support.installation import ROOT, Installation
from tests.support.worlds.places import case


class Writer(threading.Thread):
    """Writes notes on a case as fast as they are acknowledged, until told to stop, and remembers those acknowledged."""

    def __init__(self, client: Any, case_id: int, name: str) -> None:
        super().__init__()
        self.client, self.case_id, self.label = client, case_id, name
        self.acknowledged: set[str] = set()
        self.ended = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.ended.is_set():
            number += 1
            text = f"{self.label} {number}"
            if self.client.post(f"/applications/{self.case_id}/note", {"text": text, "channel": "phone"}).status == 303:
                self.acknowledged.add(text)

    def has(self, number: int) -> bool:
        return len(self.acknowledged) >= number


def until(holds: Any, seconds: float = 60) -> None:
    """Wait until the condition holds."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_it_loses_no_acknowledged_save_when_web_and_worker_are_killed(running, hard) -> None:
    """R01: web and worker are killed while they write; every acknowledged note is stored with its event."""
    with running.store.work() as session:
        case_id = case(session).id
    acknowledged: set[str] = set()
    for kill in range(40 if hard else 1):
        writers = [Writer(running.client("case_worker"), case_id, f"{kill}-{number}") for number in range(2)]
        for writer in writers:
            writer.start()
        until(lambda writers=writers: all(writer.has(3) for writer in writers))
        running.kill("web")
        running.kill("worker")
        for writer in writers:
            writer.ended.set()
            writer.join()
            acknowledged |= writer.acknowledged
        running.start("web")
        running.start("worker")
    with running.store.work(writes=False) as session:
        stored = list(session.scalars(sa.select(Note.text).where(Note.case_id == case_id)))
        told = session.scalar(
            sa.select(sa.func.count()).select_from(Event).where(Event.action == "note.taken", Event.case_id == case_id)
        )
    print(f"{len(acknowledged)} acknowledged, {len(stored)} stored")  # noqa: T201 - the figures of a hard run
    assert acknowledged <= set(stored) and len(stored) == len(set(stored)) == told
    if running.database_url.startswith("sqlite"):
        with sqlite3.connect(str(sa.make_url(running.database_url).database)) as connection:
            assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        connection.close()


def test_it_ends_in_order_at_sigterm_and_answers_what_it_has_begun(running) -> None:
    """R68: four saves that wait for the database when the server is told to stop are stored and answered first."""
    store, answers = running.store, []
    with store.work() as session:
        case_id = case(session).id
    clients = [running.client("case_worker") for _ in range(4)]
    for client in clients:
        assert client.get(f"/applications/{case_id}/note").status == 200
    blocking = store.open(writes=True)  # on SQLite this already takes the write lock
    if store.engine.dialect.name == "postgresql":
        blocking.execute(sa.text("LOCK TABLE note IN ACCESS EXCLUSIVE MODE"))

    def save(client: Any) -> None:
        answers.append(client.post(f"/applications/{case_id}/note", {"text": "in flight", "channel": "phone"}))

    saving = [threading.Thread(target=save, args=(client,)) for client in clients]
    for thread in saving:
        thread.start()
    time.sleep(1.5)
    ending = threading.Thread(target=lambda: answers.append(running.stop("web")))
    ending.start()
    time.sleep(0.5)
    blocking.rollback()
    blocking.close()
    for thread in (*saving, ending):
        thread.join()
    assert sorted(str(getattr(answer, "status", answer)) for answer in answers) == ["0", *["303"] * 4]
    with store.work(writes=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Note).filter_by(text="in flight")) == 4
    assert running.stop("worker") == 0
    running.start("web")
    running.start("worker")


@pytest.mark.parametrize("name", ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete"])
def test_it_really_has_the_settings_that_make_a_save_durable(sqlite_url, name) -> None:
    """SQLite runs with the settings that the crash tests rely on, because without them a saved row could be lost."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000, "secure_delete": 1}
    with Database(sqlite_url).work(writes=False) as session:
        assert session.execute(sa.text(f"PRAGMA {name}")).scalar() == wanted[name]


def test_it_waits_for_no_statement_and_no_lock_for_ever(postgres_url) -> None:
    """R02, R68: on PostgreSQL statements and locks time out and commits are durable, whatever the server's defaults."""
    store = Database(postgres_url)
    with store.work(writes=False) as session:
        settings = {
            name: session.execute(sa.text(f"SHOW {name}")).scalar()
            for name in ("statement_timeout", "lock_timeout", "synchronous_commit", "jit")
        }
    store.engine.dispose()
    assert settings == {"statement_timeout": "1min", "lock_timeout": "15s", "synchronous_commit": "on", "jit": "off"}


@pytest.mark.parametrize("way", ["engine", "app", "migration"])
def test_it_does_not_run_on_a_database_that_cannot_promise_a_save(way, tmp_path) -> None:
    """R02: SQLite in memory is refused, because it has no journal on a disk."""
    ways = {
        "engine": lambda: make_engine("sqlite://").connect(),
        "migration": lambda: migrate.upgrade("sqlite://"),
        "app": lambda: create_app(env="test", data=str(tmp_path), database_url="sqlite://"),
    }
    with pytest.raises(NotDurable, match="journal_mode"):
        ways[way]()


@pytest.mark.parametrize(
    "command",
    ["worker", "web", pytest.param("migrate", marks=pytest.mark.hard), pytest.param("run", marks=pytest.mark.hard)],
)
def test_it_says_why_it_does_not_start(command, tmp_path) -> None:
    """R02: every process that would write refuses to start and says why, and gunicorn does not retry for ever."""
    programs = {"web": ["gunicorn", "--no-control-socket", "-b", "127.0.0.1:0", "app:app"]}
    environment = Installation(tmp_path, "sqlite://").environment
    done = subprocess.run(
        [sys.executable, "-m", *programs.get(command, ["planner.cli", command])],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode != 0 and "no save would be safe" in done.stderr
    assert "Traceback" not in done.stderr or command == "web"


@pytest.mark.parametrize("name", [name for name, _asked, _found in PRAGMAS])
def test_it_notices_each_setting_that_did_not_take(name, sqlite_url, monkeypatch) -> None:
    """R02: the database is refused if any of its settings did not take effect."""
    monkeypatch.setattr(
        "planner.database.store.PRAGMAS",
        tuple((one, asked, "other" if one == name else found) for one, asked, found in PRAGMAS),
    )
    with pytest.raises(NotDurable, match=name):
        make_engine(sqlite_url).connect()


def test_it_begins_a_transaction_with_the_first_read(sqlite_url) -> None:
    """Two reads of one transaction see the same data, whatever others commit in between."""
    first, second = Database(sqlite_url), Database(sqlite_url)
    with first.work(writes=False) as reading:
        before = reading.scalar(sa.select(sa.func.count()).select_from(Facility))
        with second.work() as writing:
            writing.add(Facility(code="X", name="X", kind=FacilityKind.RECEPTION))
        assert reading.scalar(sa.select(sa.func.count()).select_from(Facility)) == before
