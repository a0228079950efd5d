"""Embassies, their requirements and lead times; applications for a travel document."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, Versioned
from models.office import home_currency
from models.people.person import Person


class Embassy(Numbered, Versioned, Base):
    """An embassy; its lead times in calendar days are defaults until there are enough cases of our own."""

    __tablename__ = "embassy"
    country: Mapped[str] = mapped_column(sa.String(2), index=True)
    city: Mapped[str] = mapped_column(sa.String(80))
    asks_for: Mapped[str] = mapped_column(sa.Text, default="")
    fee: Mapped[int] = mapped_column(Minor, default=0)
    currency: Mapped[str] = mapped_column(sa.String(3), default=home_currency)
    median_days: Mapped[int] = mapped_column(default=14)
    p90_days: Mapped[int] = mapped_column(default=30)
    needs_reservation: Mapped[bool] = mapped_column(default=False)
    """Whether it issues a document only with a flight reservation."""
    active: Mapped[bool] = mapped_column(default=True)


class EmbassyApplication(Numbered, Versioned, Base):
    """One application for a travel document; it is received when the document is in hand."""

    __tablename__ = "embassy_application"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    embassy_id: Mapped[int] = mapped_column(sa.ForeignKey("embassy.id"), index=True)
    applied_on: Mapped[date] = mapped_column()
    appointment_on: Mapped[date | None] = mapped_column()
    received_on: Mapped[date | None] = mapped_column()
    refused_on: Mapped[date | None] = mapped_column()
    person: Mapped[Person] = relationship(back_populates="embassy_applications")
    embassy: Mapped[Embassy] = relationship()
