"""Dated flights: one take-off and one landing; local times follow from the airports' time zones."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Minor, Numbered, UtcDateTime, Versioned
from models.office import home_currency


class Flight(Numbered, Versioned, Base):
    """One dated flight. `code` such as TK1768-20261203 is its id in planning problems."""

    __tablename__ = "flight"
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    carrier: Mapped[str] = mapped_column(sa.String(3))
    number: Mapped[str] = mapped_column(sa.String(8))
    origin: Mapped[str] = mapped_column(sa.String(3))
    destination: Mapped[str] = mapped_column(sa.String(3))
    departs_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arrives_at: Mapped[datetime] = mapped_column(UtcDateTime)
    departs_on: Mapped[date] = mapped_column(index=True)
    """Local date of departure at the origin, stored beside the instant for lists and day limits."""
    seats: Mapped[int] = mapped_column(default=0)
    """Seats available to the programme, including escorts."""
    service_limits: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    escort_fare: Mapped[int] = mapped_column(Minor, default=0)
    """An escort's ticket there and back, minor units of `currency`."""
    currency: Mapped[str] = mapped_column(sa.String(3), default=home_currency)
    cancelled: Mapped[bool] = mapped_column(default=False)
