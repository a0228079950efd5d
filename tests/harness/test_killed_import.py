"""R09: an import that is killed leaves all or nothing, and the same file again changes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import time as clock
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models import Attempt, Event, Flight, FlightOption
from tests.support.browsing.signed_in import hidden
from tests.support.installation import ROOT, Installation
from tests.support.worlds.offers import FIRST, changed, offers

KILLED = Path(__file__).with_name("killed_import.py")
MOMENTS = ("kill:write:3", "kill:flush:2", "kill:write:6")
"""While the rows are written, when all are written, and among the events (SQLite: among the rows)."""


def timetable(rows: int) -> bytes:
    """A workbook of `rows` offers, each with its own flight."""
    from models.office import today

    return offers(
        *(
            changed(
                FIRST,
                Option=f"K{number}",
                Flight=f"TK {1000 + number % 900}",
                Date=today() + timedelta(60 + number // 900),
                To="TBS",
                Arrives=clock(21, 25),
                Time_limit=None,
            )
            for number in range(rows)
        )
    )


def stored(store: Any) -> tuple[int, int, int]:
    """The numbers of options, flights and their events."""
    told = Event.noun.in_(("flight", "flight_option"))
    with store.work(writes=False) as session:
        return (
            session.scalar(sa.select(sa.func.count(FlightOption.id))) or 0,
            session.scalar(sa.select(sa.func.count(Flight.id))) or 0,
            session.scalar(sa.select(sa.func.count(Event.id)).where(told)) or 0,
        )


def imported(installation: Installation, file: Path, where: str = "-") -> subprocess.CompletedProcess[str]:
    """Run `navrat import flights FILE` and kill it at that moment."""
    environment = installation.environment
    return subprocess.run(
        [sys.executable, str(KILLED), where, "import", "flights", str(file)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_it_imports_nothing_or_all_when_it_is_killed(installation, tmp_path, hard) -> None:
    """An import killed before its commit leaves no row, after it all rows, and the same file again changes nothing."""
    rows = 5000 if hard else 40
    file, store = tmp_path / "offers.xlsx", installation.store
    file.write_bytes(timetable(rows))
    ended = imported(installation, file, "before commit")  # the critical moment; it also gives the number of writes
    writes = int(ended.stderr.split()[-2])
    moments = sorted({1, *(writes * eighth // 8 for eighth in range(1, 8))}) if hard else []
    assert (ended.returncode, stored(store)) == (-signal.SIGKILL, (0, 0, 0))
    for where in map(str, moments):
        assert imported(installation, file, where).returncode == -signal.SIGKILL, where
        assert stored(store) == (0, 0, 0), where
    begun = time.monotonic()
    assert imported(installation, file, "after commit").returncode == -signal.SIGKILL
    took = time.monotonic() - begun
    assert stored(store) == (rows, rows, 2 * rows)
    begun = time.monotonic()
    again = imported(installation, file)
    assert (again.returncode, again.stdout) == (0, f"0 new, 0 changed, {rows} unchanged\n"), again.stderr
    assert again.stderr.endswith("0 writes\n"), "the same file again writes nothing at all"
    assert stored(store) == (rows, rows, 2 * rows)
    print(  # noqa: T201 - measured
        f"{len(moments) + 2} kills in {writes} writes, {rows} rows; the whole import {took:.1f} s, again "
        f"{time.monotonic() - begun:.1f} s, load {os.getloadavg()[0]:.1f}"
    )


def uploaded(client: Any, content: bytes) -> str:
    """The page that shows what the workbook would change."""
    shown = client.send_file("/flights/import", "workbook", "offers.xlsx", content)
    assert shown.status == 200, shown.text[-3000:]
    return str(shown.text)


def test_it_imports_nothing_or_all_when_the_web_is_killed(running, hard) -> None:
    """If the server is killed during a confirmed import nothing is stored, and the same click later imports all."""
    rows = 5000 if hard else 40
    content, client, store = timetable(rows), running.client("planner"), running.store
    client.timeout = 300
    page = uploaded(client, content)
    sent = {name: hidden(page, name) or "" for name in ("sheet", "fingerprint", "form_token")}
    for moment in MOMENTS:
        with running.trouble(moment):
            assert client.post("/flights/import/confirm", sent).status == 0, moment
        running.wait_until_up()
        assert stored(store) == (0, 0, 0), moment
    assert client.post("/flights/import/confirm", sent).status == 303, "the same click again"
    assert stored(store) == (rows, rows, 2 * rows)
    again = uploaded(client, content)
    assert f"<b>{rows:,}</b>unchanged" in again and "there is nothing to import" in again
    assert hidden(again, "fingerprint") is None


def test_it_shows_what_is_in_a_workbook_while_others_write(running) -> None:
    """A workbook can be uploaded while others write, because the upload releases the write lock while it reads."""
    client, store, ended = running.client("planner"), running.store, threading.Event()

    def write() -> None:
        while not ended.wait(0.02):
            with store.work() as session:
                session.add(Attempt(account="somebody", outcome="in"))

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for _ in range(3):
            uploaded(client, timetable(40))
    finally:
        ended.set()
        writing.join()
    with store.work(writes=False) as session:
        told = sa.select(sa.func.count(Event.id)).where(Event.action == "call.done", Event.noun_id == "flights.upload")
        assert (session.scalar(told) or 0) >= 3
