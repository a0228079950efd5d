"""Requests from facilities: one behind each of their cases, and drafts still being written."""

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Facility, FacilityKind, RequestStatus, ReturnRequest, User


def add(session: Session, cases: list[Case], writers: dict[int, User]) -> None:
    """Add a sent request for each case of a facility that has an account."""
    year = f"{cases[0].applied_on:%y}"
    detention = set(session.scalars(sa.select(Facility.id).where(Facility.kind == FacilityKind.DETENTION)))
    number = 0
    for case in sorted(cases, key=lambda one: one.applied_on):
        writer = writers.get(case.facility_id or 0)
        if writer is None or case.facility_id not in detention:
            continue
        number += 1
        at = datetime.combine(case.applied_on, time(9, 30), UTC) + timedelta(minutes=number)
        session.add(
            ReturnRequest(
                reference=f"R-{year}-{number:04d}",
                facility_id=case.facility_id,
                status=RequestStatus.SENT,
                answers={},
                made_by_id=writer.id,
                made_at=at,
                saved_at=at,
                sent_at=at,
                case_id=case.id,
            )
        )
    session.flush()
