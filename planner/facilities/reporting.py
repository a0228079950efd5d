"""Reports of a facility: made, withdrawn, confirmed or declined; nothing on the case changes before it is confirmed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models.base import now
from models.people.account import User
from models.people.facility_report import NEXT_REPORT, FacilityReport, ReportKind, ReportStatus
from models.people.request import RequestStatus, ReturnRequest
from models.record.because import Why
from models.words import Refused, say
from planner.audit import events
from planner.facilities import applying
from planner.language.formats import local_day
from planner.reference.working_days import after_working_days

ANSWER_DAYS = 1
"""Working days within which a case worker answers a report."""


def answer_by(row: FacilityReport) -> date:
    """The day by which the facility has an answer."""
    return after_working_days(local_day(row.made_at), ANSWER_DAYS)


def report(
    session: Session, request: ReturnRequest, kind: ReportKind, values: Mapping[str, Any], *, by: User
) -> FacilityReport:
    """Prepare a change for the case worker. `values` are columns of `FacilityReport`.

    Raises `Refused` if the request has not been sent.
    """
    if request.status is not RequestStatus.SENT or request.case_id is None or by.facility_id is None:
        raise Refused(say("Only a request that has been sent can be reported on."))
    row = FacilityReport(
        request_id=request.id,
        case_id=request.case_id,
        facility_id=by.facility_id,
        kind=kind,
        made_by_id=by.id,
        **values,
    )
    session.add(row)
    events.record(session, "facility_report.made", row, by=by, what={"kind": kind.value})
    return row


def take_back(session: Session, row: FacilityReport, *, by: User) -> None:
    """The facility withdraws a report that has not been answered yet."""
    _move(session, row, ReportStatus.TAKEN_BACK, by=by)


def confirm(session: Session, row: FacilityReport, chosen: applying.Chosen, *, by: User) -> None:
    """Make the reported change on the case. Raises `Refused` when a needed date or place is missing."""
    applying.apply(session, row, chosen, by=by)
    _answered(session, row, ReportStatus.CONFIRMED, by=by)


def decline(session: Session, row: FacilityReport, *, by: User, why: str) -> None:
    """Leave the case as it is; the facility reads the reason. Raises `Refused` without one."""
    events.need_reason(why)
    row.answer = why[:300]
    _answered(session, row, ReportStatus.DECLINED, by=by, why=why)


def _answered(session: Session, row: FacilityReport, target: ReportStatus, *, by: User, why: Why = "") -> None:
    row.answered_by_id, row.answered_at = by.id, now()
    _move(session, row, target, by=by, why=why)


def _move(session: Session, row: FacilityReport, target: ReportStatus, *, by: User, why: Why = "") -> None:
    what = {"kind": row.kind.value}
    events.moved(session, row, target, NEXT_REPORT, f"facility_report.{target.value}", by=by, what=what, why=why)
