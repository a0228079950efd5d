"""Escorts, their availability and roles, and which cases need one."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, Versioned, written
from models.office import home_currency
from models.people.case import Case


class NeedUntil(enum.Enum):
    """How far an escort accompanies the case."""

    DESTINATION = "destination"
    FIRST_STOP = "first_stop"


class EscortRole(Numbered, Base):
    """A kind of escort (doctor, nurse, social, operational, child) and how many people one can accompany."""

    __tablename__ = "escort_role"
    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    """Names by language."""
    capacity: Mapped[int] = mapped_column(default=1)
    for_children: Mapped[bool] = mapped_column(default=False)
    """Whether the office lets escorts in this role accompany a child who travels alone."""


class Escort(Numbered, Versioned, Base):
    """A person who accompanies cases. Money in minor units of `currency`; rest in whole days."""

    __tablename__ = "escort"
    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    roles: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    gender: Mapped[str | None] = mapped_column(sa.String(1))
    daily_cost: Mapped[int] = mapped_column(Minor, default=0)
    currency: Mapped[str] = mapped_column(sa.String(3), default=home_currency)
    rest_days: Mapped[int] = mapped_column(default=1)
    max_assignments: Mapped[int | None] = mapped_column()
    barred_airports: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    availability: Mapped[list["EscortAvailability"]] = relationship(
        back_populates="escort", cascade="all, delete-orphan", order_by="EscortAvailability.starts"
    )


class EscortAvailability(Numbered, Base):
    """A period in which the escort can travel, both days included."""

    __tablename__ = "escort_availability"
    __table_args__ = (sa.CheckConstraint("ends >= starts", name="ends_after_start"),)
    escort_id: Mapped[int] = mapped_column(sa.ForeignKey("escort.id", ondelete="CASCADE"), index=True)
    starts: Mapped[date] = mapped_column()
    ends: Mapped[date] = mapped_column()
    escort: Mapped[Escort] = relationship(back_populates="availability")


class EscortNeed(Numbered, Base):
    """An escort need of a case: role, how much of its capacity, how far, which language and gender."""

    __tablename__ = "escort_need"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(sa.String(30))
    load: Mapped[int] = mapped_column(default=1)
    until: Mapped[NeedUntil] = mapped_column(written(NeedUntil), default=NeedUntil.DESTINATION)
    languages: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    gender: Mapped[str | None] = mapped_column(sa.String(1))
    case: Mapped[Case] = relationship(back_populates="escort_needs")
