"""Exchange rates as typed by somebody, kept with source and date; none is ever changed."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered
from models.money.change import MoneyChange


class ExchangeRate(Numbered, Base):
    """One unit of `base` in `quote`, as exact decimal text, valid from a day until a newer one.

    Of two from the same day the later entry holds: it corrects the other, which stays on record.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (sa.Index("ix_exchange_rate_base_quote_valid_from", "base", "quote", "valid_from"),)
    base: Mapped[str] = mapped_column(sa.String(3))
    quote: Mapped[str] = mapped_column(sa.String(3))
    rate: Mapped[str] = mapped_column(sa.String(30))
    source: Mapped[str] = mapped_column(sa.String(60), default="")
    valid_from: Mapped[date] = mapped_column()
    change_id: Mapped[int | None] = mapped_column(sa.ForeignKey("money_change.id"))
    """Who added it and why; empty for rates older than that."""
    change: Mapped[MoneyChange | None] = relationship()
