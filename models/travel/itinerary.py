"""Confirmed itineraries: who travels together on which option, with which escorts."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, UtcDateTime, Versioned, now, written
from models.people.case import Case
from models.travel.escort import Escort
from models.travel.flight_option import FlightOption

if TYPE_CHECKING:
    from models.travel.booking import Booking, Passenger


class ItineraryStatus(enum.Enum):
    """From reserved seats to arrival."""

    RESERVED = "reserved"
    TICKETED = "ticketed"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"


T = ItineraryStatus
NEXT_ITINERARY: dict[ItineraryStatus, set[ItineraryStatus]] = {
    T.RESERVED: {T.TICKETED, T.CANCELLED},
    T.TICKETED: {T.DEPARTED, T.CANCELLED, T.RESERVED},
    T.DEPARTED: {T.ARRIVED, T.TICKETED},
    T.ARRIVED: set(),
    T.CANCELLED: set(),
}


class Itinerary(Numbered, Versioned, Base):
    """One option in use. A later confirmation for the same option joins the existing itinerary."""

    __tablename__ = "itinerary"
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    status: Mapped[ItineraryStatus] = mapped_column(written(ItineraryStatus), default=ItineraryStatus.RESERVED)
    option_id: Mapped[int] = mapped_column(sa.ForeignKey("flight_option.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id"))
    group_fare: Mapped[bool] = mapped_column(default=False)
    departs_on: Mapped[date] = mapped_column(index=True)
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    why: Mapped[str] = mapped_column(sa.String(300), default="")
    because: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    option: Mapped[FlightOption] = relationship(lazy="joined")
    passengers: Mapped[list["Passenger"]] = relationship(
        back_populates="itinerary", cascade="all, delete-orphan", order_by="Passenger.id"
    )
    bookings: Mapped[list["Booking"]] = relationship(
        back_populates="itinerary", cascade="all, delete-orphan", order_by="Booking.id"
    )


class EscortAssignment(Numbered, Versioned, Base):
    """An escort's trip: the first flights of an itinerary, both there and back home."""

    __tablename__ = "escort_assignment"
    escort_id: Mapped[int] = mapped_column(sa.ForeignKey("escort.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(30))
    flights: Mapped[list[str]] = mapped_column(sa.JSON)
    """Codes of the flights, in order."""
    starts: Mapped[date] = mapped_column()
    ends: Mapped[date] = mapped_column()
    """Last day, including the way home."""
    cost: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(sa.String(3))
    cancelled: Mapped[bool] = mapped_column(default=False)
    escort: Mapped[Escort] = relationship(lazy="joined")
    cases: Mapped[list["EscortAssignmentCase"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class EscortAssignmentCase(Base):
    """A case in an escort assignment, and the need it covers."""

    __tablename__ = "escort_assignment_case"
    assignment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("escort_assignment.id", ondelete="CASCADE"), primary_key=True
    )
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    need_position: Mapped[int] = mapped_column(primary_key=True, default=0)
    itinerary_id: Mapped[int | None] = mapped_column(sa.ForeignKey("itinerary.id"), index=True)
    case: Mapped[Case] = relationship()
