"""Migrations: an empty database and the models agree, on SQLite and on PostgreSQL, up and down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from models import Base
from planner.migrate import current, downgrade, head, upgrade
from planner.store import make_engine
from tests.support.source import ROOT


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_it_makes_the_tables_that_the_models_describe(database: str) -> None:
    """No table, column, index, foreign key or unique rule differs between migrations and models."""
    engine = make_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "render_as_batch": True})
        differences = compare_metadata(context, Base.metadata)
    assert current(engine) == head() != ""
    engine.dispose()
    assert differences == []


def test_it_goes_down_to_nothing_and_up_again(database: str) -> None:
    """The way back is real: after it no table of ours is left, and the way up works once more."""
    full = tables(database)
    downgrade(database, "base")
    assert tables(database) == set()
    upgrade(database)
    assert tables(database) == full == set(Base.metadata.tables)


def test_it_migrates_once_when_several_processes_start(tmp_path: Path) -> None:
    """Two starts at the same moment: one migrates, the other waits and finds nothing to do."""
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    start = [sys.executable, "-c", "import sys; from planner.migrate import upgrade; upgrade(sys.argv[1])", url]
    starts = [subprocess.Popen(start, cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=60) for process in starts] == [0, 0]
    assert tables(url) == set(Base.metadata.tables)
