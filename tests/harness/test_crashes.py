"""R01, R02, R08, R68: kills, and what was acknowledged stands; a queue or a database that is away for a while."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
import sqlalchemy as sa

from models import Facility, FacilityKind, ReturnRequest, Role
from planner.accounts import service as accounts
from planner.store import Database, NotDurable, make_engine
from tests.support.signed_in import PASSWORD


@pytest.fixture
def staff(store) -> str:
    """Somebody of a facility, who may write."""
    with store.work() as session:
        session.add(Facility(code="B", name="Bělá", kind=FacilityKind.DETENTION))
        session.flush()
        accounts.add_user(session, email="b@example.org", name="B", roles={Role.FACILITY}, password=PASSWORD,
                          facility_code="B", by=None)
    return "b@example.org"


def test_it_loses_no_acknowledged_save_when_the_web_is_killed(installation, store, staff, hard) -> None:
    acknowledged: set[int] = set()
    for _ in range(40 if hard else 2):
        before = len(acknowledged)
        installation.start("web")
        client = installation.browser(staff)
        stop = threading.Event()

        def write(client=client, stop=stop) -> None:
            while not stop.is_set():
                answer = client.post("/requests", {})
                if answer.status == 303:
                    acknowledged.add(int(answer.location.split("/requests/")[1].split("/")[0]))

        writer = threading.Thread(target=write)
        writer.start()
        until = time.monotonic() + 30
        while len(acknowledged) < before + 5 and time.monotonic() < until:
            time.sleep(0.02)
        installation.kill("web")
        stop.set()
        writer.join()
    with store.work(writes=False) as session:
        stored = set(session.scalars(sa.select(ReturnRequest.id)))
    assert acknowledged and acknowledged <= stored
    if installation.database_url.startswith("sqlite"):
        path = str(sa.make_url(installation.database_url).database)
        assert sqlite3.connect(path).execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_it_ends_in_order_at_sigterm_and_answers_what_it_has_begun(installation, staff) -> None:
    installation.start("web")
    installation.start("worker")
    client, answers, stop = installation.browser(staff), [], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answers.append(client.get("/requests").status)

    asking = threading.Thread(target=ask)
    asking.start()
    until = time.monotonic() + 30
    while len(answers) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    assert installation.stop("web") == 0
    stop.set()
    asking.join()
    assert set(answers) <= {200, 0} and 200 in answers
    assert installation.stop("worker") == 0


@pytest.mark.parametrize("name", ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete"])
def test_it_really_has_the_settings_that_make_a_save_durable(sqlite_url, name) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000, "secure_delete": 1}
    with Database(sqlite_url).work(writes=False) as session:
        assert session.execute(sa.text(f"PRAGMA {name}")).scalar() == wanted[name]


def test_it_does_not_run_on_a_database_that_cannot_promise_a_save() -> None:
    with pytest.raises(NotDurable, match="journal_mode"):
        make_engine("sqlite://").connect()


def test_it_begins_a_transaction_with_the_first_read(sqlite_url) -> None:
    """The driver must not begin by itself: two reads of one transaction see the same."""
    first, second = Database(sqlite_url), Database(sqlite_url)
    with first.work(writes=False) as reading:
        before = reading.scalar(sa.select(sa.func.count()).select_from(Facility))
        with second.work() as writing:
            writing.add(Facility(code="X", name="X", kind=FacilityKind.RECEPTION))
        assert reading.scalar(sa.select(sa.func.count()).select_from(Facility)) == before
