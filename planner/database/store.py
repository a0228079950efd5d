"""The database without the web: engines with the durability we promise, sessions, what waits for the commit."""

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
"""Setting, what we ask for, what it reads back as: without them an acknowledged save could be lost."""

POSTGRES = "-c statement_timeout=60000 -c lock_timeout=15000 -c synchronous_commit=on -c jit=off"
"""No statement and no wait for a lock is endless, a commit is on the disk when it is acknowledged, and no list is
compiled for longer than it runs."""


OFFICE_SECONDS = 5.0
"""How long the office that was read holds: another process may have changed it."""


class NotDurable(Exception):
    """This SQLite cannot guarantee that saves are kept (an in-memory database, or a file system without locks)."""


def make_engine(url: str) -> sa.Engine:
    """An engine for SQLite (WAL, FULL, foreign keys; writers begin IMMEDIATE) or PostgreSQL, errors without values."""
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
        connection.isolation_level = None  # the driver must not begin by itself: see `begin`
        for name, value, promised in PRAGMAS:
            connection.execute(f"PRAGMA {name}={value}")
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if str(found) != promised:
                raise NotDurable(f"SQLite has {name}={found} here instead of {value}; no save would be safe")

    @event.listens_for(engine, "handle_error")
    def forget_if_read_only(trouble: sa.engine.ExceptionContext) -> None:
        """A connection opened while the file could not be written stays so: let the next one try again."""
        if is_read_only(trouble.original_exception):
            trouble.is_disconnect = True

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("navrat_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")

    return engine


def is_read_only(error: BaseException | None) -> bool:
    """Whether SQLite could not write on this connection."""
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY")


class Database:
    """An engine and its sessions, for the web, the worker, the command line and tests alike."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._office, self._office_until = Office(), 0.0
        event.listen(self._sessions, "after_flush", search_keys.refresh)

    def open(self, *, writes: bool) -> Session:
        """A new session; writers take SQLite's write lock before they read anything.

        All that a reader reads is of one moment, on PostgreSQL too, so that sums on one page agree.
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
        """The office was changed here: read it anew."""
        self._office_until = 0.0

    def _work_for_its_office(self) -> None:
        """Past the session, for the row bounds no transaction. A database that cannot be read says so right after."""
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
            except self.engine.dialect.loaded_dbapi.Error:  # another schema: the gate of the web says so
                return
            finally:
                connection.close()
        use(self._office)

    @contextmanager
    def work(self, *, writes: bool = True) -> Iterator[Session]:
        """A transaction outside a request: committed at the end, rolled back on any error, then what waits is done."""
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
    """Carry out an update or a deletion; how many rows it found."""
    return cast("sa.CursorResult[Any]", session.execute(statement)).rowcount


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Remember `act` for when this session's transaction is in the database; forgotten when it is rolled back."""
    session.info.setdefault("after_commit", []).append(act)


def run_after_commit(session: Session) -> None:
    for act in session.info.pop("after_commit", []):
        act()
