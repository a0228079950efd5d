"""What must be done every hour so that Navrat stays whole and quick; any worker does it, twice does no harm."""

import sqlalchemy as sa

from planner import anchors
from planner.config import Config
from planner.store import Database


def hourly(database: Database, config: Config) -> None:
    """Anchor the record of events outside the database, and renew what the database knows of its tables' sizes."""
    with database.work(writes=False) as session:
        anchors.drop(session, config)
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
