"""R65: a page needs as many queries for a thousand rows as for ten, and a list at most twelve (Today: a few lists)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from models.office import today
from tests.benchmarks import years
from tests.support.worlds.demo import enter

LISTS = {
    "case.worker": ("/", "/applications", "/applications?status=all&sort=ends", "/departures", "/escorts"),
    "planner": ("/itineraries", "/bookings", "/escorts", "/escorts/roster", "/flights", "/flights/requests"),
    "finance": ("/budget", "/budget/2", "/budget/3", "/budget/3/costs"),
    "facility": ("/", "/requests"),
    "admin": ("/admin/users",),
    "auditor": ("/applications",),
}
OTHERS = {
    "case.worker": ("/cases/10007/missing", "/cases/10007/people", "/cases/10007/history", "/cases/10007/money"),
    "planner": ("/itineraries/1", "/itineraries/1/table"),
}
MOST = {"/": 20, "/budget/2": 13, "/budget/3": 13}
"""Today is several lists on one page; a project's budget also lists the changes that wait."""
Count = Callable[[Any, str], int]


@pytest.fixture
def asked(demo: Any) -> Count:
    """The number of times a page reads from the database, without the record of the reading itself."""
    statements: list[str] = []
    sa.event.listen(
        demo.extensions["navrat.database"].engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_more: statements.append(statement),
    )

    def count(browser: Any, path: str) -> int:
        statements.clear()
        answer = browser.get(path)
        assert answer.status_code == 200, path
        own = statements[: next((place for place, one in enumerate(statements) if "IMMEDIATE" in one), None)]
        return sum(one.startswith("SELECT") for one in own)

    return count


def test_pages_ask_as_often_for_a_thousand_rows_as_for_ten(demo: Any, asked: Count) -> None:
    """Every list and the pages of a case, a plan and a budget need no more queries for 1,000 families than for 11."""
    store = demo.extensions["navrat.database"]
    years.fill(store, 11, today())
    browsers = {name: enter(demo, f"{name}@demo.navrat") for name in {**LISTS, **OTHERS}}
    pages = [(name, path) for kind in (LISTS, OTHERS) for name, paths in kind.items() for path in paths]
    few = {page: asked(browsers[page[0]], page[1]) for page in pages}
    years.fill(store, 1_000, today(), first=12)  # four families on each itinerary
    many = {page: asked(browsers[page[0]], page[1]) for page in pages}
    assert {page: (few[page], many[page]) for page in pages if many[page] > few[page]} == {}
    lists = [(name, path) for name, paths in LISTS.items() for path in paths]
    assert {page: many[page] for page in lists if many[page] > MOST.get(page[1], 12)} == {}
