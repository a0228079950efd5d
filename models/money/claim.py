"""Money to be refunded: claims on cancelled costs, and refunds of any cost."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, UtcDateTime, now, written
from models.money.charge import Charge, Stage


class Claim(Numbered, Base):
    """The claim on one committed or paid cost; minor units of the line's currency.

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
    """The outstanding amount when the invoice was entered, restored if its payment is reversed."""
    requested_on: Mapped[date | None] = mapped_column()
    """When the refund was requested from the supplier; from then on finance waits for the money."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_why: Mapped[str] = mapped_column(sa.String(300), default="")
    given_up_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    charge: Mapped[Charge] = relationship()

    def set_outstanding(self, amount: int) -> None:
        """Set the outstanding amount (minor units); zero closes the claim."""
        self.outstanding = amount
        self.closed_at = None if amount else self.closed_at or now()


UNCLAIMED = Charge.id.not_in(sa.select(Claim.charge_id))
"""A condition for costs without a claim."""


class RefundKind(enum.Enum):
    """How money was refunded: paid to us, or deducted by a credit note."""

    REFUND = "refund"
    CREDIT_NOTE = "credit_note"


class Refund(Numbered, Base):
    """A refund or a credit note on one cost: its amount, and how much of the claim it settled."""

    __tablename__ = "refund"
    __table_args__ = (sa.CheckConstraint("amount > 0 AND settled >= 0 AND settled <= amount", name="amounts"),)
    charge_id: Mapped[int] = mapped_column(sa.ForeignKey("charge.id"), index=True)
    kind: Mapped[RefundKind] = mapped_column(written(RefundKind))
    stage: Mapped[Stage] = mapped_column(written(Stage))
    """The cost's stage when the money was refunded: committed or paid."""
    amount: Mapped[int] = mapped_column(Minor)
    settled: Mapped[int] = mapped_column(Minor, default=0)
    document: Mapped[str] = mapped_column(sa.String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    reversed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    charge: Mapped[Charge] = relationship()
