"""When the database is busy, full or missing, a clear page is shown, nothing is half-written, and work can go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models import Event, Facility

TRACES = ("Traceback", "sqlite", "SQLAlchemy", "sqlalchemy", "OperationalError", "disk image")


def form(number: int) -> dict[str, str]:
    return {
        "code": f"F{number}",
        "name": f"Facility {number}",
        "kind": "detention",
        "active": "y",
        "address": "x" * 300,
    }


def stored(app: Any) -> tuple[int, int]:
    """The number of facilities, and the number of events about them."""
    with app.extensions["navrat.database"].work(writes=False) as session:
        told = sa.select(sa.func.count()).select_from(Event).where(Event.noun == "facility")
        return session.scalar(sa.select(sa.func.count()).select_from(Facility)), session.scalar(told)


@contextmanager
def each_connection(app: Any, pragma: str) -> Iterator[None]:
    """Set `pragma` on every connection that the application opens during the block."""
    engine = app.extensions["navrat.database"].engine
    engine.dispose()

    def prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "connect", prepare)
    yield
    sa.event.remove(engine, "connect", prepare)
    engine.dispose()


def assert_clear(answer: Any) -> None:
    """A page in plain words with a reference, and without internal details."""
    assert answer.status_code == 503
    assert not [word for word in TRACES if word in answer.text]
    assert "<h1" in answer.text and "Reference number" in answer.text


def test_it_says_so_when_the_database_is_busy(app: Any, sign_in: Any, sqlite_url: str) -> None:
    """While another program holds the write lock for too long, pages can be read and writing answers 503."""
    staff = sign_in("admin")
    path = sqlite_url.removeprefix("sqlite:///")
    with each_connection(app, "busy_timeout=200"):
        page = staff.get("/programmes/facilities/new")
        assert page.status_code == 200
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            answer = staff.post("/programmes/facilities/new", form(1))
            assert staff.get("/programmes/facilities").status_code == 200
        finally:
            other.execute("ROLLBACK")
            other.close()
        assert_clear(answer)
        assert stored(app)[0] == 0
        assert staff.post("/programmes/facilities/new", form(1)).status_code == 303
    assert stored(app)[0] == 1


def test_it_says_so_when_the_disk_is_full(app: Any, sign_in: Any, sqlite_url: str) -> None:
    """On a full disk the answer is 503, and every facility that was confirmed is stored with its event."""
    staff = sign_in("admin")
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as other:
        pages = other.execute("PRAGMA page_count").fetchone()[0]
    other.close()
    accepted = 0
    with each_connection(app, f"max_page_count={pages + 4}"):
        for number in range(60):
            answer = staff.post("/programmes/facilities/new", form(number))
            if answer.status_code != 303:
                break
            accepted += 1
        assert_clear(answer)
        assert staff.get("/programmes/facilities").status_code == 200
    assert stored(app) == (accepted, accepted)
    assert staff.post("/programmes/facilities/new", form(99)).status_code == 303


def test_it_says_so_when_the_database_is_gone(app: Any, sqlite_url: str) -> None:
    """When the database is gone, everyone gets a page in plain words, and health reports it."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    app.extensions["navrat.database"].engine.dispose()
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    browser = app.test_client()
    assert browser.get("/health").status_code == 503
    answer = browser.get("/sign-in")
    if answer.status_code != 200:
        assert_clear(answer)
    browser.set_cookie("navrat", "x" * 43)
    assert_clear(browser.get("/"))
