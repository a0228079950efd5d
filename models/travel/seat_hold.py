"""Seats that the office holds on an itinerary without telling for whom."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, UtcDateTime, Versioned, now, written
from models.travel.itinerary import Itinerary


class HoldReason(enum.Enum):
    """Why seats are held, in words that could be said of any seats. Only whoever holds them reads the reason."""

    NAMES_TO_FOLLOW = "names_to_follow"
    GROUP_SIZE = "group_size"
    AGREED_WITH_AIRLINE = "agreed_with_airline"
    RESERVE = "reserve"


class SeatHold(Numbered, Versioned, Base):
    """A number of seats held until a day (included), or until whoever holds them releases them."""

    __tablename__ = "seat_hold"
    itinerary_id: Mapped[int] = mapped_column(sa.ForeignKey("itinerary.id", ondelete="CASCADE"), index=True)
    seats: Mapped[int] = mapped_column()
    reason: Mapped[HoldReason] = mapped_column(written(HoldReason))
    until: Mapped[date] = mapped_column(index=True)
    held_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    held_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    itinerary: Mapped[Itinerary] = relationship(lazy="joined")
