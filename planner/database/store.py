"""The database without the web: engines with guaranteed durability, sessions, and actions after a commit."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from models.office import Office, office_of, use
from planner.database import search_keys

PRAGMAS = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("busy_timeout", "15000", "15000"),
    ("secure_delete", "ON", "1"),
)
"""Name, value to set, value to read back. Without these settings an acknowledged save could be lost."""

POSTGRES = "-c statement_timeout=60000 -c lock_timeout=15000 -c synchronous_commit=on -c jit=off"
"""Statements and lock waits time out, and a commit is on disk when it is acknowledged.

JIT is off: compiling a query would take longer than running it.
"""


OFFICE_SECONDS = 5.0
"""How long the loaded office is used before it is read again: another process may have changed it."""


class NotDurable(Exception):
    """This SQLite cannot guarantee that saves are kept (an in-memory database, or a file system without locks)."""


def make_engine(url: str) -> sa.Engine:
    """An engine for SQLite (WAL, FULL, foreign keys; writers begin IMMEDIATE) or PostgreSQL; errors hide values."""
    if sa.make_url(url).get_backend_name() != "sqlite":
        return sa.create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            pool_size=10,
            max_overflow=10,
            pool_timeout=10,
            connect_args={"connect_timeout": 3, "options": POSTGRES},
        )
    engine = sa.create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions itself: see `begin`
        for name, value, promised in PRAGMAS:
            connection.execute(f"PRAGMA {name}={value}")
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if str(found) != promised:
                raise NotDurable(f"SQLite has {name}={found} here instead of {value}; no save would be safe")

    @event.listens_for(engine, "handle_error")
    def forget_if_read_only(trouble: sa.engine.ExceptionContext) -> None:
        """Drop a connection opened while the file was read-only: it stays read-only, a new one may not be."""
        if is_read_only(trouble.original_exception):
            trouble.is_disconnect = True

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("navrat_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")

    return engine


def is_read_only(error: BaseException | None) -> bool:
    """Whether SQLite refused to write on this connection because it is read-only."""
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY")


class Database:
    """An engine and its sessions, for the web, the worker, the command line and tests."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._office, self._office_until = Office(), 0.0
        event.listen(self._sessions, "after_flush", search_keys.refresh)

    def open(self, *, writes: bool) -> Session:
        """A new session; writers take SQLite's write lock before they read anything.

        A reader sees a single snapshot, also on PostgreSQL, so that the sums on one page agree.
        """
        self._work_for_its_office()
        session = self._sessions()
        session.info["database"] = self
        self.begin(session, writes=writes)
        return session

    def begin(self, session: Session, *, writes: bool) -> None:
        """Begin the next transaction of a session that has none."""
        options: dict[str, Any] = {"navrat_writes": writes}
        if not writes and self.engine.dialect.name == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        session.connection(execution_options=options)

    def forget_office(self) -> None:
        """The office was changed in this process: read it again next time."""
        self._office_until = 0.0

    def _work_for_its_office(self) -> None:
        """Load the office row, if due, on a connection of its own, outside the session's transaction.

        Errors are ignored here: a database that cannot be read fails right afterwards.
        """
        if time.monotonic() > self._office_until:
            try:
                connection = self.engine.raw_connection()
            except (SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error):
                return
            try:
                cursor = connection.cursor()
                cursor.execute("SELECT facts FROM office ORDER BY id LIMIT 1")
                found = cursor.fetchone()
                facts = found[0] if found else {}
                self._office = office_of(json.loads(facts) if isinstance(facts, str) else facts)
                self._office_until = time.monotonic() + OFFICE_SECONDS
            except self.engine.dialect.loaded_dbapi.Error:  # another schema: `schema_gate` reports it
                return
            finally:
                connection.close()
        use(self._office)

    @contextmanager
    def work(self, *, writes: bool = True) -> Iterator[Session]:
        """A transaction outside a request: commit, then run the pending actions; roll back on any error."""
        session = self.open(writes=writes)
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()
        run_after_commit(session)


def changed(session: Session, statement: sa.UpdateBase) -> int:
    """Execute an UPDATE or DELETE; returns the number of rows affected."""
    return cast("sa.CursorResult[Any]", session.execute(statement)).rowcount


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Run `act` after this session's transaction is committed; it is dropped if the transaction is rolled back."""
    session.info.setdefault("after_commit", []).append(act)


def run_after_commit(session: Session) -> None:
    for act in session.info.pop("after_commit", []):
        act()
