"""SQLite files for tests: migrated once for each session, copied for each test."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.support.databases.migration import migrate


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, which is only copied and never opened for writing."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    migrate(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLAlchemy address of the test's own migrated SQLite file."""
    path = tmp_path / "navrat.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"
