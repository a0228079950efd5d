"""Money that should come back: what is claimed of a cancelled cost, and what came back of any."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, UtcDateTime, now, written
from models.money.charge import Charge, Stage


class Claim(Numbered, Base):
    """What is claimed back of one committed or paid cost; minor units of the line's currency.

    `outstanding` is still part of what the line has committed or paid. It is settled by refunds and credit notes, or
    given up by an approver with a reason.
    """

    __tablename__ = "claim"
    __table_args__ = (sa.CheckConstraint("outstanding >= 0 AND given_up >= 0", name="not_negative"),)
    charge_id: Mapped[int] = mapped_column(sa.ForeignKey("charge.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    why: Mapped[str] = mapped_column(sa.String(300), default="")
    because: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    outstanding: Mapped[int] = mapped_column(Minor, default=0)
    given_up: Mapped[int] = mapped_column(Minor, default=0)
    before_payment: Mapped[int | None] = mapped_column(Minor)
    """What was outstanding when the invoice was entered, for the day that its payment is taken back."""
    requested_on: Mapped[date | None] = mapped_column()
    """When the supplier was asked for the money; from then on finance waits for it."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_why: Mapped[str] = mapped_column(sa.String(300), default="")
    given_up_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    charge: Mapped[Charge] = relationship()

    def set_outstanding(self, amount: int) -> None:
        """What is claimed from now on (minor units); a claim of nothing is closed."""
        self.outstanding = amount
        self.closed_at = None if amount else self.closed_at or now()


UNCLAIMED = Charge.id.not_in(sa.select(Claim.charge_id))
"""A condition: costs that nobody claims back."""


class RefundKind(enum.Enum):
    """How money came back: paid to us, or set off by a credit note."""

    REFUND = "refund"
    CREDIT_NOTE = "credit_note"


class Refund(Numbered, Base):
    """A refund or a credit note on one cost: how much came back, and how much of its claim that settled."""

    __tablename__ = "refund"
    __table_args__ = (sa.CheckConstraint("amount > 0 AND settled >= 0 AND settled <= amount", name="amounts"),)
    charge_id: Mapped[int] = mapped_column(sa.ForeignKey("charge.id"), index=True)
    kind: Mapped[RefundKind] = mapped_column(written(RefundKind))
    stage: Mapped[Stage] = mapped_column(written(Stage))
    """What the cost was when the money came back: committed or paid."""
    amount: Mapped[int] = mapped_column(Minor)
    settled: Mapped[int] = mapped_column(Minor, default=0)
    document: Mapped[str] = mapped_column(sa.String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    reversed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    charge: Mapped[Charge] = relationship()
