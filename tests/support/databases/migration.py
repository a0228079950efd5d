"""Brings an empty database to the newest schema, the way an installation does."""

from __future__ import annotations


def migrate(url: str) -> None:
    """Run every migration on the database at `url` (a SQLAlchemy address)."""
    from planner.database.migrate import upgrade

    upgrade(url)
