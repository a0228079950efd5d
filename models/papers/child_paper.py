"""Documents about a child: decisions, consents and the person who receives it, required before the child travels."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, written
from models.people.person import Person


class ChildPaperKind(enum.Enum):
    """The kind of document; the first four are for a child who travels without a parent."""

    BEST_INTERESTS = "best_interests"
    PARENTS = "parents_consent"
    GUARDIAN = "guardians_consent"
    RECEIVER = "receiver"
    OTHER_PARENT = "other_parent"
    """For a child who travels with one parent: the other parent's consent, or what replaces it."""
    RESPONSIBILITY = "responsibility"
    """An authority gave parental responsibility to an adult who travels in the case."""


class Ground(enum.Enum):
    """The basis of a consent: the person's own statement, a court's decision instead, or nobody else to ask."""

    CONSENT = "own_consent"
    COURT = "court_decision"
    SOLE = "sole_responsibility"


class ChildPaper(Numbered, Base):
    """One document about one child. It is never changed: a wrong one is withdrawn and recorded again."""

    __tablename__ = "child_paper"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ChildPaperKind] = mapped_column(written(ChildPaperKind))
    given_on: Mapped[date] = mapped_column()
    given_by: Mapped[str] = mapped_column(sa.String(120))
    """Who decided or consented; for a receiver, their name."""
    ground: Mapped[Ground] = mapped_column(written(Ground), default=Ground.CONSENT)
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    """Telephone or address of the receiver."""
    adult_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    """The accompanying adult with parental responsibility; only with RESPONSIBILITY."""
    withdrawn_on: Mapped[date | None] = mapped_column()
    file_id: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    person: Mapped[Person] = relationship(back_populates="child_papers", foreign_keys=[person_id])
