"""Signed forms: the voluntary return declaration and the consent to data processing."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, written
from models.people.person import Person


class PaperKind(enum.Enum):
    """The two forms that everyone must sign before being planned."""

    DECLARATION = "declaration"
    CONSENT = "consent"


class SignedPaper(Numbered, Base):
    """One signature under one version of a form, in a language the person understands."""

    __tablename__ = "signed_paper"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PaperKind] = mapped_column(written(PaperKind))
    form_version: Mapped[str] = mapped_column(sa.String(20), default="1")
    language: Mapped[str] = mapped_column(sa.String(10))
    signed_on: Mapped[date] = mapped_column()
    signed_by: Mapped[str] = mapped_column(sa.String(120), default="")
    """Who signed, if not the person: a parent, a guardian."""
    withdrawn_on: Mapped[date | None] = mapped_column()
    file_id: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    person: Mapped[Person] = relationship(back_populates="papers")
