"""The authority's approval of a case: requested, granted until a date, refused, revoked."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, written
from models.people.case import Case


class ApprovalStatus(enum.Enum):
    """The authority's answer; an expired approval is a granted one past its last day."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    REVOKED = "revoked"


class Approval(Numbered, Base):
    """One request to an authority and its answer."""

    __tablename__ = "approval"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), index=True)
    authority: Mapped[str] = mapped_column(sa.String(120), default="")
    status: Mapped[ApprovalStatus] = mapped_column(written(ApprovalStatus), default=ApprovalStatus.ASKED)
    asked_on: Mapped[date] = mapped_column()
    answered_on: Mapped[date | None] = mapped_column()
    valid_until: Mapped[date | None] = mapped_column()
    renewable: Mapped[bool] = mapped_column(default=True)
    """Whether it can be requested again: then its end only gives a warning and does not close the travel window."""
    file_id: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    case: Mapped[Case] = relationship(back_populates="approvals")
