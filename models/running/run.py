"""The authoritative record of background jobs: what was requested, which worker has it, and its heartbeat."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, UtcDateTime, now, written


class RunState(enum.Enum):
    """The state of a job. The queue delivers at most once; this table makes jobs run effectively exactly once."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Run(Numbered, Base):
    """One job: unique per kind, target and input."""

    __tablename__ = "run"
    __table_args__ = (sa.UniqueConstraint("kind", "target_id", "input"),)
    kind: Mapped[str] = mapped_column(sa.String(30))
    target_id: Mapped[int] = mapped_column()
    input: Mapped[str] = mapped_column(sa.String(64), default="")
    state: Mapped[RunState] = mapped_column(written(RunState), default=RunState.QUEUED, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(sa.String(300), default="")
