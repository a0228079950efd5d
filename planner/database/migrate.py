"""Migrating a database to the current schema, once, even when several processes start together."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from planner.database import search_keys
from planner.database.store import make_engine

SCRIPTS = Path(__file__).resolve().parents[2] / "models" / "migrations"


class BrokenLinks(Exception):
    """A migration lost rows that others refer to; the migration was rolled back."""


def _config(connection: sa.Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision that the code knows."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(SCRIPTS))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def current(engine: sa.Engine) -> str:
    """The revision of a database; empty if it has none of our tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`; a second process waits and finds nothing to do."""
    _move(url, revision, up=True)


def downgrade(url: str, revision: str) -> None:
    """Bring the database at `url` down to `revision` (`base` = no tables)."""
    _move(url, revision, up=False)


def _move(url: str, revision: str, *, up: bool) -> None:
    """Migrate in one transaction. A process killed in the middle leaves the database unchanged."""
    engine = make_engine(url)
    sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.connect().execution_options(navrat_writes=True) as connection:
            if sqlite:  # rebuilding a table drops it first, which would delete the rows that refer to it
                connection.connection.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                _take_turn(connection)
                (command.upgrade if up else command.downgrade)(_config(connection), revision)
                if up and revision == "head":
                    search_keys.fill(connection)
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                    raise BrokenLinks(f"the migration would leave {len(broken)} rows that point to nothing")
    finally:
        engine.dispose()


def _take_turn(connection: sa.Connection) -> None:
    """One process migrates while the others wait, however long it takes; SQLite's write lock does the same."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            sa.text("SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)")
        )
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(720931)"))
        connection.execute(sa.text("SELECT set_config('lock_timeout', '15000', true)"))
