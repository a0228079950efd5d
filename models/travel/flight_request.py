"""Requests to the travel agent: how many people to where and when, without names."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, UtcDateTime, now


class FlightRequest(Numbered, Base):
    """One request; the agent answers under the same `reference`."""

    __tablename__ = "flight_request"
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    window_from: Mapped[date] = mapped_column()
    window_until: Mapped[date] = mapped_column()
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rows: Mapped[list["FlightRequestRow"]] = relationship(
        back_populates="request", cascade="all, delete-orphan", order_by="FlightRequestRow.position"
    )


class FlightRequestRow(Numbered, Base):
    """People to one destination in one period."""

    __tablename__ = "flight_request_row"
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("flight_request.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column()
    destination: Mapped[str] = mapped_column(sa.String(3))
    earliest: Mapped[date] = mapped_column()
    latest: Mapped[date] = mapped_column()
    adults: Mapped[int] = mapped_column(default=0)
    children: Mapped[int] = mapped_column(default=0)
    infants: Mapped[int] = mapped_column(default=0)
    service_codes: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    request: Mapped[FlightRequest] = relationship(back_populates="rows")
