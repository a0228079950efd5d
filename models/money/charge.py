"""Money held on a budget line (a charge) and every change to it (the ledger, append-only)."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, UtcDateTime, now, written
from models.money.programme import BudgetLine


class CostKind(enum.Enum):
    """What a cost is for; each line says which of these it covers."""

    TRANSPORT = "transport"
    ESCORT = "escort"
    ASSISTANCE = "assistance"
    CHARTER = "charter"


class Stage(enum.Enum):
    """How binding a cost is: reserved when confirmed, committed when ticketed, paid by an invoice; then over.

    Released: nothing was spent. Refunded: all of it was paid back by refunds and credit notes. Claimed is not a stage
    of costs, only of ledger entries: how much of the committed or paid money is being claimed back.
    """

    RESERVED = "reserved"
    COMMITTED = "committed"
    PAID = "paid"
    RELEASED = "released"
    REFUNDED = "refunded"
    CLAIMED = "claimed"


LIVE = (Stage.RESERVED, Stage.COMMITTED, Stage.PAID)
"""Stages in which a cost uses money of its line."""


class MoneyVerb(enum.Enum):
    """What was done when money moved."""

    RESERVE = "reserve"
    COMMIT = "commit"
    UNCOMMIT = "uncommit"
    PAY = "pay"
    REVERSE = "reverse"
    RELEASE = "release"
    CHANGE = "change"
    CLAIM = "claim"
    REFUND = "refund"
    CREDIT_NOTE = "credit_note"
    UNREFUND = "unrefund"
    GIVE_UP = "give_up"
    TRANSFER = "transfer"


class Charge(Numbered, Base):
    """One cost on one line, with its present stage and amount (minor units of the line's currency)."""

    __tablename__ = "charge"
    __table_args__ = (
        sa.CheckConstraint("amount >= 0", name="not_negative"),
        sa.Index("ix_charge_line_id_stage", "line_id", "stage"),
    )
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_line.id"), index=True)
    kind: Mapped[CostKind] = mapped_column(written(CostKind))
    stage: Mapped[Stage] = mapped_column(written(Stage), default=Stage.RESERVED)
    amount: Mapped[int] = mapped_column(Minor)
    original_amount: Mapped[int] = mapped_column(Minor)
    original_currency: Mapped[str] = mapped_column(sa.String(3))
    rate: Mapped[str] = mapped_column(sa.String(30), default="1")
    """Exact decimal text: one unit of the original currency in the line's currency."""
    rate_source: Mapped[str] = mapped_column(sa.String(60), default="")
    rate_on: Mapped[date | None] = mapped_column()
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    itinerary_id: Mapped[int | None] = mapped_column(sa.ForeignKey("itinerary.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("escort_assignment.id"), index=True)
    committed_amount: Mapped[int | None] = mapped_column(Minor)
    """The amount committed before the payment, which is restored when the payment is reversed; empty until paid."""
    invoice: Mapped[str] = mapped_column(sa.String(60), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    line: Mapped[BudgetLine] = relationship()


class LedgerEntry(Numbered, Base):
    """One movement: `delta` is added to one counter of a line. Triggers prevent changing or deleting it."""

    __tablename__ = "ledger_entry"
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_line.id"), index=True)
    charge_id: Mapped[int] = mapped_column(sa.ForeignKey("charge.id"), index=True)
    stage: Mapped[Stage] = mapped_column(written(Stage))
    verb: Mapped[MoneyVerb | None] = mapped_column(written(MoneyVerb))
    """Empty on movements older than this column."""
    delta: Mapped[int] = mapped_column(Minor)
    why: Mapped[str] = mapped_column(sa.String(300), default="")
    """The reason as entered by a user. Reasons given by the system are in `because`."""
    because: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    charge: Mapped[Charge] = relationship()
