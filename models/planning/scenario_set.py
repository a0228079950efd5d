"""Scenarios of a plan: one frozen problem solved under several overlays, and the effect of a line's last money."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, UtcDateTime, now, written
from models.planning.plan import PlanStatus


class ScenarioSet(Numbered, Base):
    """One requested comparison. `asked` and `answer` are the engine's JSON. Visible to those who may see the plan."""

    __tablename__ = "scenario_set"
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    status: Mapped[PlanStatus] = mapped_column(written(PlanStatus), default=PlanStatus.QUEUED)
    asked: Mapped[dict[str, Any]] = mapped_column(sa.JSON, deferred=True)
    start: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, deferred=True)
    """The plan's answer at the time of the request, including manual moves."""
    answer: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, deferred=True)
    seconds: Mapped[int] = mapped_column(default=120)
    progress: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    failure: Mapped[str] = mapped_column(sa.String(300), default="")
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
