"""A facility's request: a wish to return, entered page by page and sent to IOM."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, UtcDateTime, Versioned, now, written
from models.people.account import Role, User
from models.people.case import Case
from models.people.facility import Facility
from models.people.person import Person


class RequestStatus(enum.Enum):
    """A draft belongs to the facility; once sent it becomes a case."""

    DRAFT = "draft"
    SENT = "sent"
    DISCARDED = "discarded"


NEXT_REQUEST: dict[RequestStatus, set[RequestStatus]] = {
    RequestStatus.DRAFT: {RequestStatus.SENT, RequestStatus.DISCARDED},
    RequestStatus.SENT: set(),
    RequestStatus.DISCARDED: set(),
}


class ReturnRequest(Numbered, Versioned, Base):
    """The answers given so far (`answers`), and the case opened from them once sent."""

    __tablename__ = "return_request"
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    facility_id: Mapped[int] = mapped_column(sa.ForeignKey("facility.id"), index=True)
    status: Mapped[RequestStatus] = mapped_column(written(RequestStatus), default=RequestStatus.DRAFT)
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    facility: Mapped[Facility] = relationship(lazy="joined")
    case: Mapped[Case | None] = relationship()


def requests_visible_to(viewer: User) -> sa.Select[ReturnRequest]:
    """A facility's own requests, for its staff only; all other users see none (IOM staff see the cases).

    A draft belongs to the facility that began it. A request that was sent is seen where at least one of its people is
    now; it follows them to another facility, unless the case is restricted.
    """
    if not of_facility(viewer):
        return sa.select(ReturnRequest).where(sa.false())
    own = ReturnRequest.facility_id == viewer.facility_id
    here = sa.exists().where(
        Person.case_id == ReturnRequest.case_id,
        Person.facility_id == viewer.facility_id,
        Case.id == Person.case_id,
        sa.or_(own, Case.restricted.is_(False)),
    )
    return sa.select(ReturnRequest).where(
        sa.or_(
            sa.and_(own, ReturnRequest.status == RequestStatus.DRAFT),
            sa.and_(ReturnRequest.status == RequestStatus.SENT, here),
        )
    )


def of_facility(viewer: User) -> bool:
    """Whether this user is staff of a facility."""
    return Role.FACILITY in viewer.roles and viewer.facility_id is not None
