"""A lock so that only one transaction at a time assigns seats, escorts or numbers."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

KEY = 7_237_001


def take_turn(session: Session) -> None:
    """Wait until no other transaction assigns seats or escorts; the lock is held until this transaction ends.

    SQLite allows one writer at a time anyway (BEGIN IMMEDIATE); PostgreSQL takes an advisory lock. Rows read before may
    be stale: read them after this call.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": KEY})
    session.expire_all()
