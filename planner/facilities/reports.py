"""Reading reports: those that wait for a case worker with what they would break, and those of one request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models.people.account import User
from models.people.facility import Facility
from models.people.facility_report import FacilityReport, ReportKind, ReportStatus, reports_visible_to
from models.people.request import ReturnRequest
from models.travel.booking import HOLDING_A_SEAT, Passenger
from models.travel.itinerary import Itinerary
from models.words import Say, say

MOST = 100
ON_THE_TICKET = frozenset({"surname", "given_names", "born_on", "sex"})
K = ReportKind


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that waits, and the warning if it would break a booking."""

    row: FacilityReport
    warning: Say | None


def waiting(session: Session, viewer: User, case_id: int | None = None) -> list[Reported]:
    """Reports that nobody has answered yet, on cases this user may see, oldest first; of one case if given."""
    found = reports_visible_to(viewer).where(FacilityReport.status == ReportStatus.WAITING)
    if case_id is not None:
        found = found.where(FacilityReport.case_id == case_id)
    loaded = found.options(joinedload(FacilityReport.case), joinedload(FacilityReport.made_by)).limit(MOST)
    rows = list(session.scalars(loaded.order_by(FacilityReport.made_at, FacilityReport.id)))
    days = booked(session, [row.case_id for row in rows])
    return [Reported(row, warning(row, days.get(row.case_id))) for row in rows]


def one(session: Session, viewer: User, report_id: int) -> FacilityReport | None:
    """A report on a case this user may see, or None."""
    return session.scalar(reports_visible_to(viewer).where(FacilityReport.id == report_id))


def of_request(session: Session, viewer: User, request: ReturnRequest) -> list[FacilityReport]:
    """The reports that the viewer's own facility made on this request, newest first."""
    found = sa.select(FacilityReport).where(
        FacilityReport.request_id == request.id, FacilityReport.facility_id == viewer.facility_id
    )
    return list(session.scalars(found.order_by(FacilityReport.id.desc())))


def facilities(session: Session) -> list[Facility]:
    """Places in use where people can be."""
    return list(session.scalars(sa.select(Facility).where(Facility.active).order_by(Facility.name)))


def booked(session: Session, case_ids: Sequence[int]) -> dict[int, date]:
    """The day of the booked flight of each case that has one."""
    found = (
        sa.select(Passenger.case_id, sa.func.min(Itinerary.departs_on))
        .join(Passenger.itinerary)
        .where(Passenger.case_id.in_(case_ids), Passenger.status.in_(HOLDING_A_SEAT))
        .group_by(Passenger.case_id)
    )
    return {case_id: day for case_id, day in session.execute(found)}


def warning(row: FacilityReport, day: date | None) -> Say | None:
    """What the report would break on the flight booked for `day`; None if there is no flight or no harm."""
    if day is None:
        return None
    ends = row.until if row.until and row.until < day else None
    changed = {name for values in row.said.get("persons", {}).values() for name in values}
    harms: dict[ReportKind, Say] = {
        K.RELEASED: say("Booked for %(day)s: the pick-up is planned from the old place.", day=day),
        K.TRANSFERRED: say("Booked for %(day)s: the pick-up is planned from the old place.", day=day),
        K.WITHDRAWN: say("Booked for %(day)s: the seats would be given up.", day=day),
    }
    if ends is not None:
        harms[K.PROLONGED] = say("Booked for %(day)s, but the detention would end on %(ends)s.", day=day, ends=ends)
        harms[K.EXIT_ORDER] = say(
            "Booked for %(day)s, but the departure period would end on %(ends)s.", day=day, ends=ends
        )
    if row.kind is K.CORRECTED and changed & ON_THE_TICKET:
        return say("Booked for %(day)s: a fact on the ticket would change.", day=day)
    return harms.get(row.kind)
