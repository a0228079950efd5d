"""Hourly upkeep that keeps Navrat correct and fast; any worker may run it, and running it twice does no harm."""

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
"""Longer than a form can be sent: see planner/web/form_tokens.py."""
BEATS_KEPT = timedelta(days=2)
"""Heartbeats of workers older than this are deleted."""


ALSO: list[Callable[[Session], object]] = []
"""What features have asked to run every hour, each in its own transaction."""


def also(act: Callable[[Session], object]) -> Callable[[Session], object]:
    """Register a function of a feature to run every hour."""
    ALSO.append(act)
    return act


def hourly(database: Database, config: Config) -> None:
    """Anchor the events, delete old form tokens and dead workers, run what features registered, refresh statistics."""
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
    """Let SQLite refresh its statistics (from a sample of each table): without them it scans where an index would do.

    PostgreSQL does this by itself.
    """
    if database.engine.dialect.name != "sqlite":
        return
    with database.work() as session:
        session.execute(sa.text("PRAGMA analysis_limit=1000"))
        session.execute(sa.text("ANALYZE"))
