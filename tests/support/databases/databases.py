"""`database`: a test that asks for it runs twice, on a SQLite file and on PostgreSQL; `store` opens it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from planner.database.store import Database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    """A SQLAlchemy address of a migrated, empty database of this test's own, on each of the two servers in turn."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def store(database: str) -> Iterator[Database]:
    """`with store.work() as session:` on each of the two databases, without the web."""
    from planner.database.store import Database

    opened = Database(database)
    yield opened
    opened.engine.dispose()
