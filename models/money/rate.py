"""Exchange rates entered by users, with source and date."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class ExchangeRate(Numbered, Base):
    """The price of one unit of `base` in `quote`, as exact decimal text, valid from a day until a newer one."""

    __tablename__ = "exchange_rate"
    __table_args__ = (sa.UniqueConstraint("base", "quote", "valid_from"),)
    base: Mapped[str] = mapped_column(sa.String(3))
    quote: Mapped[str] = mapped_column(sa.String(3))
    rate: Mapped[str] = mapped_column(sa.String(30))
    source: Mapped[str] = mapped_column(sa.String(60), default="")
    valid_from: Mapped[date] = mapped_column()
