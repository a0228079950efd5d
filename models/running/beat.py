"""Signs of life: when each worker was last seen, and when the last backup was finished."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, UtcDateTime, now

WORKER, BACKUP = "worker:", "backup"


class Beat(Base):
    """One sign: `worker:HOST:PID` or `backup`, and when it was given last."""

    __tablename__ = "beat"
    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


def beat(session: Session, name: str) -> None:
    """Give the sign now."""
    row = session.get(Beat, name)
    if row is None:
        session.add(Beat(name=name))
    else:
        row.at = now()


def last(session: Session, name: str) -> datetime | None:
    """When a sign whose name begins so was given last."""
    return session.scalar(sa.select(sa.func.max(Beat.at)).where(Beat.name.startswith(name, autoescape=True)))
