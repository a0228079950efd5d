"""A test with `database` runs twice, on a SQLite file and on PostgreSQL; `store` opens that database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from planner.database.store import Database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    """A SQLAlchemy address of the test's own migrated, empty database, on each of the two systems in turn."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def store(database: str) -> Iterator[Database]:
    """`with store.work() as session:` on each of the two systems, without the web."""
    from planner.database.store import Database

    opened = Database(database)
    yield opened
    opened.engine.dispose()
