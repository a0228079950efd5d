"""Bookings: PNRs of an itinerary for up to nine people each, and every passenger's seat."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, UtcDateTime, Versioned, written
from models.people.case import Case
from models.people.person import Person
from models.travel.itinerary import Itinerary


class PassengerStatus(enum.Enum):
    """The state of one seat."""

    RESERVED = "reserved"
    TICKETED = "ticketed"
    DEPARTED = "departed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


P = PassengerStatus
NEXT_PASSENGER: dict[PassengerStatus, set[PassengerStatus]] = {
    P.RESERVED: {P.TICKETED, P.NO_SHOW, P.CANCELLED},
    P.TICKETED: {P.RESERVED, P.DEPARTED, P.NO_SHOW, P.CANCELLED},
    P.DEPARTED: {P.TICKETED},
    P.NO_SHOW: set(),
    P.CANCELLED: set(),
}
HOLDING_A_SEAT = (P.RESERVED, P.TICKETED)
"""Statuses of a passenger whose seat is held and who has not departed yet."""


class Booking(Numbered, Versioned, Base):
    """One PNR (reservation) of an itinerary."""

    __tablename__ = "booking"
    itinerary_id: Mapped[int] = mapped_column(sa.ForeignKey("itinerary.id", ondelete="CASCADE"), index=True)
    pnr: Mapped[str] = mapped_column(sa.String(12), default="", index=True)
    supplier: Mapped[str] = mapped_column(sa.String(80), default="")
    time_limit: Mapped[datetime | None] = mapped_column(UtcDateTime)
    itinerary: Mapped[Itinerary] = relationship(back_populates="bookings")
    passengers: Mapped[list["Passenger"]] = relationship(back_populates="booking", order_by="Passenger.id")


class Passenger(Numbered, Versioned, Base):
    """One person's seat on an itinerary. Charges belong to the case, not to the seat."""

    __tablename__ = "passenger"
    itinerary_id: Mapped[int] = mapped_column(sa.ForeignKey("itinerary.id", ondelete="CASCADE"), index=True)
    booking_id: Mapped[int | None] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    fare_kind: Mapped[str] = mapped_column(sa.String(10))
    """adult, child or infant on the day of departure."""
    ticket_number: Mapped[str] = mapped_column(sa.String(20), default="")
    status: Mapped[PassengerStatus] = mapped_column(written(PassengerStatus), default=PassengerStatus.RESERVED)
    itinerary: Mapped[Itinerary] = relationship(back_populates="passengers")
    booking: Mapped[Booking | None] = relationship(back_populates="passengers")
    case: Mapped[Case] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def seats(self) -> int:
        """Seats used on each flight: one, none for an infant, or the number entered for the person."""
        taken = self.person.seats_taken
        return taken if taken is not None else int(self.fare_kind != "infant")
