"""Migrates an empty database to the newest schema, as an installation does, and sets up its office."""

from __future__ import annotations


def migrate(url: str) -> None:
    """Run every migration on the database at `url` (a SQLAlchemy address) and set up the Czech office of the tests."""
    from planner.database.migrate import upgrade
    from planner.database.store import Database
    from planner.demo import office

    upgrade(url)
    database = Database(url)
    with database.work() as session:
        office.add(session)
    database.engine.dispose()
