"""Background work: a queue that carries (kind, id) only; the run table is the record of truth.

The queue delivers at most once, so a task claims its run once, keeps a heartbeat while it works, and each worker's
sweep sends again what was lost. A handler is declared in its feature with `@handler("kind")`.
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
    """What a handler gets: the database, the settings, and which row to work on."""

    database: Database
    config: Config
    target_id: int


class _Work:
    def __init__(self, database: Database, config: Config, target_id: int) -> None:
        self.database, self.config, self.target_id = database, config, target_id


def handler(
    kind: str, given_up: Callable[[Session, int], None] | None = None
) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Declare the function that does jobs of `kind`, and what is written on the target when no try is left."""

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
        """Queue a job once the session's transaction is committed; the same job asked twice is one run."""
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
        """Do here and now what waits in the queue (tests and the demo, where no worker runs); returns how many."""
        done = 0
        while (task := self.huey.dequeue()) is not None:
            self.huey.execute(task)
            done += 1
        return done

    def _send(self, run_id: int) -> None:
        try:
            self.perform(run_id)
        except Exception as error:  # the sweep sends it later, so that the user's save is kept
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
            log.warning("job interrupted", run=run_id, kind=run.kind)  # the database is away: a sweep sends it again
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
            except SQLAlchemyError as error:  # away for a while: the next beat tries again
                log.warning("no heartbeat", run=run.id, kind=type(error).__name__)

    def sweep(self) -> None:
        """Send again what was asked and never claimed, and what died with its worker; give up after three tries."""
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
    """The run as it was claimed: a worker that was given up for lost may not speak for the one after it."""
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
