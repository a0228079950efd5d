"""Migrations and models agree, on SQLite and PostgreSQL, up and down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from models import Base
from models.record.chain import faults
from planner.database.migrate import current, downgrade, head, upgrade
from planner.database.store import Database, make_engine
from planner.ledger import service as ledger
from tests.support.databases.dump import dump
from tests.support.databases.second_revision import begin, scripts
from tests.support.worlds.money import make_case, make_cost, make_project


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_it_makes_the_tables_that_the_models_describe(database: str) -> None:
    """Tables, columns, indexes, foreign keys and unique rules are the same in migrations and models."""
    engine = make_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "render_as_batch": True})
        differences = compare_metadata(context, Base.metadata)
    assert current(engine) == head() != ""
    engine.dispose()
    assert differences == []


def test_it_goes_down_to_nothing_and_up_again(database: str) -> None:
    """After migrating down no table is left, and migrating up works again."""
    full = tables(database)
    downgrade(database, "base")
    assert tables(database) == set()
    upgrade(database)
    assert tables(database) == full == set(Base.metadata.tables)


@pytest.fixture
def empty(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> str:
    """An empty database on each of the two systems."""
    if database.startswith("postgresql"):
        downgrade(database, "base")
        return database
    return f"sqlite:///{tmp_path / 'new.sqlite'}"


def at(url: str) -> str:
    engine = make_engine(url)
    try:
        return current(engine)
    finally:
        engine.dispose()


def told(store: Database) -> dict[str, Any]:
    """The contents of the database, in the columns of the models."""
    return dump(store, but=())


def test_it_migrates_once_when_several_processes_start(empty: str, tmp_path: Path) -> None:
    """R76: if four processes start at the same moment, one migrates and the others wait and find nothing to do."""
    where = scripts(tmp_path, head())
    starts = [begin(where, empty) for _ in range(4)]
    said = [start.communicate(timeout=120) for start in starts]
    assert [start.returncode for start in starts] == [0] * 4, said
    assert sorted(int(out) > 0 for out, _error in said) == [False, False, False, True]
    assert at(empty) == "test2"


@pytest.mark.parametrize("way", ["upgrade", pytest.param("downgrade", marks=pytest.mark.hard)])
def test_it_keeps_data_and_is_whole_or_not_done_when_it_is_killed(
    store: Database, database: str, tmp_path: Path, way: str, hard: bool
) -> None:
    """R76: a migration that rebuilds tables keeps all rows, and if it is killed it is either complete or undone."""
    with store.work() as session:
        money = make_project(session, budgets={"T": 10**9})
        ledger.reserve(session, [make_cost(money.lines[0], 700, case=make_case(session))], by=None)
    before, where, revisions = told(store), scripts(tmp_path, head()), (head(), "test2")
    if way == "downgrade":
        ready = begin(where, database)
        assert (ready.communicate(timeout=60)[1], ready.returncode) == ("", 0)
    start, end = revisions if way == "upgrade" else revisions[::-1]
    order = () if way == "upgrade" else (head(),)
    count, killed = 24, 0
    for fatal in range(1, count, 2) if hard else (7,):
        died = begin(where, database, way, *order, fatal=fatal)
        died.communicate(timeout=60)
        assert (died.returncode, at(database)) in ((-9, start), (0, end)), fatal
        assert told(store) == before
        killed += died.returncode == -9
    assert killed > 0
    done = begin(where, database, way, *order)
    said = done.communicate(timeout=60)
    assert (done.returncode, at(database)) == (0, end), said
    assert told(store) == before
    with store.work(writes=False) as session:
        if way == "upgrade":
            assert session.execute(sa.text('SELECT weight FROM "case"')).scalars().all() == [7]
        assert list(faults(session, [])) == []


def test_it_waits_politely_for_the_right_schema(build_app: Any, database: str) -> None:
    """R76: on an old schema every page says what to do, and it works as soon as the schema is migrated."""
    downgrade(database, "base")
    browser = build_app(database).test_client()
    for path in ("/", "/health", "/sign-in"):
        answer = browser.get(path)
        assert answer.status_code == 503 and "navrat migrate" in answer.text
    upgrade(database)
    assert [browser.get(path).status_code for path in ("/health", "/sign-in")] == [200, 200]
