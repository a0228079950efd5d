"""Faults on demand, added to a running application by tests; the product does not know of them.

Faults are separated by commas. With `file` the file `faults` in the data folder is read too, each time.
`flush:N` and `write:N` let the N-th flush or writing statement of a transaction fail. `kill:flush:N`, `kill:write:N`,
`kill:after_commit` and `kill:before_enqueue` kill this process there, once, because the file is removed first.
`queue:unreachable` makes the queue fail. `engine:deaf|hungry|broken|slow` uses another engine. With `hurry`, lost jobs
are looked for every half second. `watch` adds only what all faults add: transactions longer than a second are
logged.
"""

import os
import re
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
from flask import has_request_context, request
from sqlalchemy.orm import Session, UOWTransaction

from planner.background import jobs as queue
from planner.background import serve
from planner.config import Config
from planner.database import store
from planner.plans.asking import solving

if TYPE_CHECKING:
    from planner.background.jobs import Jobs

log = structlog.get_logger()
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
LONG_SECONDS = 1.0
ENGINES = {
    "deaf": "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
    "hungry": "held = []\nwhile True: held.append(bytearray(2**24))",
    "broken": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
}


class Injected(Exception):
    """A failure that a test requested."""


class Faults:
    """The faults that are active now, and the counters for each transaction."""

    def __init__(self, words: str, config: Config) -> None:
        self.fixed = [word.strip() for word in words.split(",")]
        self.file = Path(config.data_path / "faults") if "file" in self.fixed else None

    def words(self) -> list[str]:
        """The active faults."""
        try:
            return [*self.fixed, *(self.file.read_text().split(",") if self.file else ())]
        except FileNotFoundError:
            return self.fixed

    def argument(self, name: str) -> str | None:
        """The text after `name:` among the active faults."""
        return next((word[len(name) + 1 :] for word in self.words() if word.startswith(f"{name}:")), None)

    def count(self, session_info: dict[Any, Any], what: str) -> None:
        """Count one more flush or write of a transaction, and fail or be killed if it is the chosen one."""
        number = session_info[f"faults_{what}"] = session_info.get(f"faults_{what}", 0) + 1
        if self.argument(f"kill:{what}") == str(number):
            self.kill(f"kill:{what}:{number}")
        if self.argument(what) == str(number):
            raise Injected(f"{what} {number}")

    def kill(self, word: str) -> None:
        """Kill this process if `word` is active; with the file, only the process that removes the file first."""
        if word not in self.words():
            return
        if self.file is not None:
            try:
                self.file.unlink()
            except FileNotFoundError:
                return
        os.kill(os.getpid(), signal.SIGKILL)


def install(jobs: "Jobs", words: str) -> None:
    """Add the faults to the database, the queue and the engine of one application."""
    faults = Faults(words, jobs.config)
    _on_database(faults, jobs.database)
    _on_queue(faults, jobs)
    _on_engine(faults)
    if "hurry" in faults.fixed:
        queue.HEARTBEAT_SECONDS, queue.LOST_AFTER = 0.5, timedelta(seconds=5)
        serve.SWEEP_SECONDS = 0.5


def _on_database(faults: Faults, database: store.Database) -> None:
    def flushed(session: Session, _work: UOWTransaction) -> None:
        faults.count(session.info, "flush")

    def executed(connection: sa.Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if WRITES.match(statement):
            faults.count(connection.info, "write")

    def began(connection: sa.Connection) -> None:
        connection.info.pop("faults_write", None)
        connection.info["faults_began"] = time.monotonic()

    def ended(connection: sa.Connection) -> None:
        seconds = time.monotonic() - connection.info.pop("faults_began", time.monotonic())
        if seconds > LONG_SECONDS:
            log.warning(
                "long transaction", ms=int(1000 * seconds), endpoint=request.endpoint if has_request_context() else "-"
            )

    sessions = database._sessions
    sa.event.listen(sessions, "after_flush", flushed)
    sa.event.listen(sessions, "after_commit", lambda _session: faults.kill("kill:after_commit"))
    sa.event.listen(database.engine, "after_cursor_execute", executed)
    sa.event.listen(database.engine, "begin", began)
    sa.event.listen(database.engine, "commit", ended)
    sa.event.listen(database.engine, "rollback", ended)


def _on_queue(faults: Faults, jobs: "Jobs") -> None:
    send = jobs.perform

    def perform(run_id: int) -> Any:
        faults.kill("kill:before_enqueue")
        if faults.argument("queue") == "unreachable":
            raise ConnectionRefusedError("the queue is away")
        return send(run_id)

    jobs.perform = perform


def _on_engine(faults: Faults) -> None:
    command = solving._command

    def other(arguments: list[str], limits: solving.Limits) -> list[str]:
        usual, kind = command(arguments, limits), faults.argument("engine")
        if kind == "slow":
            return [usual[0], "-c", "import time; time.sleep(3)\n" + usual[2], *usual[3:]]
        if kind in ENGINES:
            limited = solving.CHILD.split("sys.path.insert")[0] + ENGINES[kind]
            return [sys.executable, "-c", limited, str(limits.memory_mb)]
        return usual

    solving._command = other
