"""Plans: a question to the engine, frozen, and its answer."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, UtcDateTime, Versioned, now, written


class PlanStatus(enum.Enum):
    """Where a plan's computation stands; four ends: solved, infeasible, unknown, failed."""

    QUEUED = "queued"
    RUNNING = "running"
    SOLVED = "solved"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Plan(Numbered, Versioned, Base):
    """One asked plan. `problem` and `answer` are the engine's own JSON; `pins` maps case id to option code."""

    __tablename__ = "plan"
    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[PlanStatus] = mapped_column(written(PlanStatus), default=PlanStatus.QUEUED)
    window_from: Mapped[date] = mapped_column()
    window_until: Mapped[date] = mapped_column()
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    line_ids: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    pins: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    based_on_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id"))
    seconds: Mapped[int] = mapped_column(default=60)
    seed: Mapped[int] = mapped_column(default=0)
    problem: Mapped[dict[str, Any]] = mapped_column(sa.JSON, deferred=True)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    """Cases that stayed out of the problem: case id, rule, the two dates where a window is empty."""
    origins: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, deferred=True)
    """What the problem's ids stand for in our rows, and what each was when it was frozen (for stale checks)."""
    answer: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, deferred=True)
    progress: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    failure: Mapped[str] = mapped_column(sa.String(300), default="")
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
