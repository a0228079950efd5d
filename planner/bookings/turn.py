"""One transaction at a time may assign seats, escorts or numbers."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

KEY = 7_237_001


def take_turn(session: Session) -> None:
    """Wait until no other transaction gives out seats or escorts, until this transaction ends.

    SQLite's writers take turns from their first statement anyway (BEGIN IMMEDIATE); PostgreSQL has a lock for it.
    Rows read before are stale afterwards: read them after taking the turn.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": KEY})
    session.expire_all()
