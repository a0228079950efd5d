"""Heartbeats: when each worker was last active, and when the last backup was finished."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, UtcDateTime, now

WORKER, BACKUP = "worker:", "backup"


class Beat(Base):
    """The latest heartbeat of `worker:HOST:PID` or of `backup`."""

    __tablename__ = "beat"
    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


def beat(session: Session, name: str) -> None:
    """Record a heartbeat now."""
    row = session.get(Beat, name)
    if row is None:
        session.add(Beat(name=name))
    else:
        row.at = now()


def last(session: Session, name: str) -> datetime | None:
    """The latest heartbeat whose name has this beginning."""
    return session.scalar(sa.select(sa.func.max(Beat.at)).where(Beat.name.startswith(name, autoescape=True)))
