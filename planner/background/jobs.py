"""Background jobs: the queue carries only (kind, id); the table of runs is the record of truth.

The queue delivers at most once. A task therefore claims its run once and sends heartbeats while it works, and the sweep
of each worker sends lost jobs again. A feature declares its handler with `@handler("kind")`.
"""

import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

import sqlalchemy as sa
import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from models import Run, RunState
from models.base import now
from models.running.beat import WORKER, beat
from planner.background import upkeep
from planner.config import Config
from planner.database.store import Database, after_commit, changed

log = structlog.get_logger()
HEARTBEAT_SECONDS: float = 5
LOST_AFTER = timedelta(seconds=20)
MOST_ATTEMPTS = 3
HANDLERS: dict[str, Callable[["Work"], None]] = {}
GIVEN_UP: dict[str, Callable[[Session, int], None]] = {}


class Work(Protocol):
    """What a handler receives: the database, the settings and the id of the row to work on."""

    database: Database
    config: Config
    target_id: int


class _Work:
    def __init__(self, database: Database, config: Config, target_id: int) -> None:
        self.database, self.config, self.target_id = database, config, target_id


def handler(
    kind: str, given_up: Callable[[Session, int], None] | None = None
) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Declare the function that runs jobs of `kind`, and what happens to the target after the last failed try."""

    def declare(act: Callable[[Work], None]) -> Callable[[Work], None]:
        HANDLERS[kind] = act
        if given_up is not None:
            GIVEN_UP[kind] = given_up
        return act

    return declare


class Jobs:
    """The queue of one application."""

    def __init__(self, config: Config, database: Database) -> None:
        self.config, self.database = config, database
        self.huey = _queue(config)
        self.perform = self.huey.task(name="perform")(self._perform)
        self.upkeep = self.huey.periodic_task(crontab(minute="7"), name="upkeep")(self._hourly)

    def ask(self, session: Session, kind: str, target_id: int, input_: str = "") -> Run:
        """Queue a job after the session's transaction is committed; the same job requested twice is one run."""
        found = session.scalar(sa.select(Run).filter_by(kind=kind, target_id=target_id, input=input_))
        if found is not None:
            return found
        run = Run(kind=kind, target_id=target_id, input=input_)
        session.add(run)
        session.flush()
        run_id = run.id
        after_commit(session, lambda: self._send(run_id))
        return run

    def drain(self) -> int:
        """Run all queued jobs now, in this process (for tests and the demo, where no worker runs); returns how many."""
        done = 0
        while (task := self.huey.dequeue()) is not None:
            self.huey.execute(task)
            done += 1
        return done

    def _send(self, run_id: int) -> None:
        try:
            self.perform(run_id)
        except Exception as error:  # the sweep sends it later; the user's save must not fail because of the queue
            log.warning("queue unreachable", run=run_id, kind=type(error).__name__)

    def _perform(self, run_id: int) -> None:
        with self.database.work() as session:
            claimed = changed(
                session,
                sa.update(Run)
                .where(Run.id == run_id, Run.state == RunState.QUEUED)
                .values(state=RunState.RUNNING, attempts=Run.attempts + 1, heartbeat_at=now()),
            )
            run = session.get(Run, run_id)
        if not claimed or run is None:
            return
        stop = threading.Event()
        beat = threading.Thread(target=self._beat, args=(run, stop), daemon=True)
        beat.start()
        failure = ""
        try:
            HANDLERS[run.kind](_Work(self.database, self.config, run.target_id))
        except (OperationalError, InterfaceError):
            log.warning("job interrupted", run=run_id, kind=run.kind)  # database not reachable: a sweep sends it again
            return
        except Exception as error:
            failure = type(error).__name__
            log.error("job failed", run=run_id, kind=run.kind, failure=failure)
        finally:
            stop.set()
            beat.join()
        with self.database.work() as session:
            session.execute(
                sa.update(Run)
                .where(_same_try(run))
                .values(state=RunState.FAILED if failure else RunState.DONE, finished_at=now(), failure=failure)
            )

    def _beat(self, run: Run, stop: threading.Event) -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            try:
                with self.database.work() as session:
                    session.execute(sa.update(Run).where(_same_try(run)).values(heartbeat_at=now()))
            except SQLAlchemyError as error:  # the database cannot be reached; the next heartbeat tries again
                log.warning("no heartbeat", run=run.id, kind=type(error).__name__)

    def sweep(self) -> None:
        """Send again jobs that were never claimed or whose worker died; give up after three tries."""
        long_ago = now() - LOST_AFTER
        with self.database.work() as session:
            beat(session, f"{WORKER}{socket.gethostname()}:{os.getpid()}")
            dead = sa.and_(Run.state == RunState.RUNNING, Run.heartbeat_at < long_ago)
            for run in session.scalars(sa.select(Run).where(dead, Run.attempts >= MOST_ATTEMPTS)).all():
                run.state, run.finished_at, run.failure = RunState.FAILED, now(), "lost"
                if run.kind in GIVEN_UP:
                    GIVEN_UP[run.kind](session, run.target_id)
            session.flush()
            session.execute(sa.update(Run).where(dead).values(state=RunState.QUEUED))
            waiting = sa.and_(Run.state == RunState.QUEUED, sa.or_(Run.asked_at < long_ago, Run.attempts > 0))
            for run_id in session.scalars(sa.select(Run.id).where(waiting)):
                after_commit(session, partial(self._send, run_id))

    def _hourly(self) -> None:
        upkeep.hourly(self.database, self.config)


def _same_try(run: Run) -> "sa.ColumnElement[bool]":
    """The run as this try claimed it: a worker that was given up as lost must not write on a later try."""
    return sa.and_(Run.id == run.id, Run.attempts == run.attempts, Run.state == RunState.RUNNING)


def _queue(config: Config) -> Huey:
    secret = config.secret_key or config.kept("secret.key")
    options: dict[str, Any] = {"serializer": SignedSerializer(secret=secret, salt="navrat-queue"), "results": False}
    if config.queue_url.startswith("postgresql"):
        return PostgresHuey("navrat", dsn=config.queue_url.replace("postgresql+psycopg", "postgresql"), **options)
    if config.queue_url.startswith(("redis", "unix")):
        return RedisHuey("navrat", url=config.queue_url, **options)
    config.data_path.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("navrat", filename=str(config.data_path / "queue.sqlite3"), **options)
