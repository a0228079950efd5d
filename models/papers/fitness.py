"""Fit-to-travel certificates."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered
from models.people.person import Person


class FitCertificate(Numbered, Base):
    """A doctor's certificate that a person can fly; it can be renewed, so its expiry only gives a warning."""

    __tablename__ = "fit_certificate"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    issued_on: Mapped[date] = mapped_column()
    valid_until: Mapped[date] = mapped_column()
    fit: Mapped[bool] = mapped_column(default=True)
    doctor: Mapped[str] = mapped_column(sa.String(120), default="")
    file_id: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    person: Mapped[Person] = relationship(back_populates="fit_certificates")
