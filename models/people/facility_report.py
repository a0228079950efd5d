"""What a facility reports about people of a request: a prepared change that a case worker confirms or declines."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, UtcDateTime, Versioned, now, written
from models.people.account import User
from models.people.case import Case, visible_to
from models.people.facility import Facility
from models.people.person import Person
from models.people.request import RequestStatus, ReturnRequest, of_facility, requests_visible_to


class ReportKind(enum.Enum):
    """What has happened, as the facility says it."""

    RELEASED = "released"
    TRANSFERRED = "transferred"
    PROLONGED = "prolonged"
    EXIT_ORDER = "exit_order"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    PAPER = "paper"


class ReportStatus(enum.Enum):
    """A report changes nothing on the case until it is confirmed."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


NEXT_REPORT: dict[ReportStatus, set[ReportStatus]] = {
    ReportStatus.WAITING: {ReportStatus.CONFIRMED, ReportStatus.DECLINED, ReportStatus.TAKEN_BACK},
    ReportStatus.CONFIRMED: set(),
    ReportStatus.DECLINED: set(),
    ReportStatus.TAKEN_BACK: set(),
}


class FacilityReport(Numbered, Versioned, Base):
    """One report; the facility it was made at may be another one than where the people are later."""

    __tablename__ = "facility_report"
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("return_request.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), index=True)
    facility_id: Mapped[int] = mapped_column(sa.ForeignKey("facility.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    """Whom it is about; empty: everyone of the request who stays at the facility."""
    kind: Mapped[ReportKind] = mapped_column(written(ReportKind))
    status: Mapped[ReportStatus] = mapped_column(written(ReportStatus), default=ReportStatus.WAITING, index=True)
    happened_on: Mapped[date] = mapped_column()
    until: Mapped[date | None] = mapped_column()
    """The new end of the detention, or the end of the departure period in the exit order."""
    to_facility_id: Mapped[int | None] = mapped_column(sa.ForeignKey("facility.id"))
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    """The address or phone after the release, or anything else the case worker should know."""
    said: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    """A correction: `answers` by page, and the values it would set, `persons` by position and `case`."""
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(sa.String(300), default="")
    """Why the case worker declined it; the facility reads this."""
    request: Mapped[ReturnRequest] = relationship()
    case: Mapped[Case] = relationship()
    person: Mapped[Person | None] = relationship()
    facility: Mapped[Facility] = relationship(foreign_keys=[facility_id])
    to_facility: Mapped[Facility | None] = relationship(foreign_keys=[to_facility_id])
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])


def reports_visible_to(viewer: User) -> sa.Select[FacilityReport]:
    """Reports about the cases that this user may see."""
    cases = visible_to(viewer).with_only_columns(Case.id)
    return sa.select(FacilityReport).where(FacilityReport.case_id.in_(cases))


def requests_moved_on(viewer: User) -> sa.Select[ReturnRequest]:
    """Requests that the viewer's facility sent or reported on, and whose people are all elsewhere now.

    It keeps only their numbers and its own dates.
    """
    if not of_facility(viewer):
        return sa.select(ReturnRequest).where(sa.false())
    here = requests_visible_to(viewer).with_only_columns(ReturnRequest.id)
    reported = sa.select(FacilityReport.request_id).where(FacilityReport.facility_id == viewer.facility_id)
    return sa.select(ReturnRequest).where(
        sa.or_(ReturnRequest.facility_id == viewer.facility_id, ReturnRequest.id.in_(reported)),
        ReturnRequest.status == RequestStatus.SENT,
        ReturnRequest.id.not_in(here),
    )
