"""Changes of budgets, periods and exchange rates, and payments outside a period, each with its reason and its day."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Optional

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, UtcDateTime, now, written
from models.money.charge import Charge
from models.money.programme import BudgetLine, Project

if TYPE_CHECKING:
    from models.people.account import User


class ChangeKind(enum.Enum):
    """What changes: a line's budget, the days on which a line or project pays, a rate; or a late payment is made."""

    BUDGET = "budget"
    PERIOD = "period"
    RATE = "rate"
    PAYMENT = "payment"


class ChangeStatus(enum.Enum):
    """Whether it has effect: waits for a second person, waits for its day, has effect, or never will."""

    WAITING = "waiting"
    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


NEXT_CHANGE: dict[ChangeStatus, set[ChangeStatus]] = {
    ChangeStatus.WAITING: {ChangeStatus.SCHEDULED, ChangeStatus.IN_FORCE, ChangeStatus.REFUSED, ChangeStatus.WITHDRAWN},
    ChangeStatus.SCHEDULED: {ChangeStatus.IN_FORCE, ChangeStatus.WITHDRAWN},
    ChangeStatus.IN_FORCE: set(),
    ChangeStatus.REFUSED: set(),
    ChangeStatus.WITHDRAWN: set(),
}
OPEN = (ChangeStatus.WAITING, ChangeStatus.SCHEDULED)
"""Statuses from which a change can still have effect."""


class MoneyChange(Numbered, Base):
    """One change. `before` and `after` hold the same keys: amounts in minor units, dates in ISO, a rate as text.

    It belongs to a line, a project or a cost; a rate says its currencies in `after`.
    """

    __tablename__ = "money_change"
    kind: Mapped[ChangeKind] = mapped_column(written(ChangeKind))
    status: Mapped[ChangeStatus] = mapped_column(written(ChangeStatus), default=ChangeStatus.WAITING, index=True)
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_line.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"), index=True)
    charge_id: Mapped[int | None] = mapped_column(sa.ForeignKey("charge.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    valid_from: Mapped[date] = mapped_column()
    why: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    second_needed: Mapped[bool] = mapped_column(default=False)
    second_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    """Who confirmed or refused it."""
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_why: Mapped[str] = mapped_column(sa.String(300), default="")
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    line: Mapped[BudgetLine | None] = relationship()
    project: Mapped[Project | None] = relationship()
    charge: Mapped[Charge | None] = relationship()
    by: Mapped[Optional["User"]] = relationship(foreign_keys=[by_id])
    second: Mapped[Optional["User"]] = relationship(foreign_keys=[second_id])
