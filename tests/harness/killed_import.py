"""`navrat` in a process that kills itself after a number of writing statements or at its commit.

Run by the tests of the import (R09): the first argument is the moment, the others are those of `navrat`. The number
of statements is written to standard error.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from typing import Any

import sqlalchemy as sa

from planner import cli
from planner.database import store

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)


def whole(session: Any) -> bool:
    """Whether this session's commit ends the transaction; on a borrowed connection (judging) it ends a savepoint."""
    return isinstance(session.bind, sa.Engine)


def killed_at(where: str) -> None:
    """Count the writing statements of all engines and die after number `where`, or before or after the commit."""
    counted, made = [0], store.make_engine

    def told() -> None:
        sys.stderr.write(f"{counted[0]} writes\n")

    def die(moment: str) -> None:
        if counted[0] and moment == where:
            told()
            os.kill(os.getpid(), signal.SIGKILL)

    def executed(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if WRITES.match(statement):
            counted[0] += 1
            die(str(counted[0]))

    def watched(url: str) -> sa.Engine:
        engine = made(url)
        sa.event.listen(engine, "after_cursor_execute", executed)
        sa.event.listen(engine, "commit", lambda _connection: die("before commit"))
        sa.event.listen(store.Session, "after_commit", lambda session: whole(session) and die("after commit"))
        return engine

    store.make_engine = watched
    try:
        cli.main()
    finally:
        told()


if __name__ == "__main__":
    moment = sys.argv.pop(1)
    killed_at(moment)
