"""What must be done every hour so that Navrat stays whole and quick; any worker does it, twice does no harm."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import now
from models.running.beat import WORKER, Beat
from models.running.used_form import UsedForm
from planner.audit import anchors
from planner.config import Config
from planner.database.store import Database

FORMS_KEPT = timedelta(hours=30)
"""Longer than a form may be sent: see planner/once.py."""
BEATS_KEPT = timedelta(days=2)
"""Signs of workers that are long gone are forgotten."""


ALSO: list[Callable[[Session], object]] = []
"""What features above have done every hour, each in a transaction of its own."""


def also(act: Callable[[Session], object]) -> Callable[[Session], object]:
    """Declare something that a feature has done every hour."""
    ALSO.append(act)
    return act


def hourly(database: Database, config: Config) -> None:
    """Anchor the record of events, forget old forms and dead workers, do what features ask for, count tables."""
    with database.work(writes=False) as session:
        anchors.drop(session, config)
    with database.work() as session:
        session.execute(sa.delete(UsedForm).where(UsedForm.at < now() - FORMS_KEPT))
        session.execute(sa.delete(Beat).where(Beat.at < now() - BEATS_KEPT, Beat.name.startswith(WORKER)))
    for act in ALSO:
        with database.work() as session:
            act(session)
    refresh_statistics(database)


def refresh_statistics(database: Database) -> None:
    """Let SQLite count its tables (a sample of each): without that it scans where an index would do.

    PostgreSQL does it by itself.
    """
    if database.engine.dialect.name != "sqlite":
        return
    with database.work() as session:
        session.execute(sa.text("PRAGMA analysis_limit=1000"))
        session.execute(sa.text("ANALYZE"))
