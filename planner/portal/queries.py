"""What a facility may see: its own requests, and only the stage of their cases."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models.office import organisation
from models.people.account import User
from models.people.case import Case, CaseStatus
from models.people.facility_report import requests_moved_on
from models.people.request import RequestStatus, ReturnRequest, requests_visible_to
from models.running.file import StoredFile
from models.travel.booking import Passenger, PassengerStatus
from models.travel.itinerary import Itinerary, ItineraryStatus
from models.words import Say, say

S = CaseStatus
MOVED_ON = 100
PREPARING = (say("Being prepared by %(organisation)s", organisation=organisation), "teal")
STATES: dict[CaseStatus, tuple[Say, str]] = {
    S.ENQUIRY: (say("Received by %(organisation)s", organisation=organisation), "teal"),
    S.REGISTERED: (say("Received by %(organisation)s", organisation=organisation), "teal"),
    S.PREPARING: PREPARING,
    S.ON_HOLD: PREPARING,
    S.WITHDRAWN: (say("Withdrawn"), "grey"),
    S.REFUSED: (say("%(organisation)s cannot help with this return", organisation=organisation), "red"),
    S.REVOKED: (say("%(organisation)s cannot help with this return", organisation=organisation), "red"),
    S.NO_SHOW: (say("Did not come for the flight"), "red"),
    S.DUPLICATE: (say("Merged with another request"), "grey"),
    S.CLOSED: (say("Closed"), "grey"),
}
FLYING = frozenset({S.RESERVED, S.TICKETED})
LEFT = frozenset({S.DEPARTED, S.ARRIVED, S.REINTEGRATION, S.MONITORING})


@dataclass(frozen=True, slots=True)
class Row:
    """A request as its facility sees it."""

    request: ReturnRequest
    people: int
    state: Say
    colour: str


def own(session: Session, viewer: User, request_id: int, *, for_change: bool = False) -> ReturnRequest | None:
    """A request of the viewer's own facility, or None; `for_change` locks it until the end of the transaction."""
    found = requests_visible_to(viewer).where(ReturnRequest.id == request_id)
    found = found.options(selectinload(ReturnRequest.case).selectinload(Case.persons))
    return session.scalar(found.with_for_update(of=ReturnRequest) if for_change else found)


def listed(session: Session, viewer: User, *, state: str = "", page: int = 1, size: int = 50) -> tuple[list[Row], int]:
    """A page of the facility's requests, drafts first, then the newest; and their total number."""
    found = requests_visible_to(viewer)
    if state in (RequestStatus.DRAFT.value, RequestStatus.SENT.value):
        found = found.where(ReturnRequest.status == RequestStatus(state))
    total = session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    found = found.options(selectinload(ReturnRequest.case).selectinload(Case.persons)).order_by(
        ReturnRequest.status == RequestStatus.SENT, ReturnRequest.saved_at.desc(), ReturnRequest.id.desc()
    )
    requests = list(session.scalars(found.limit(size).offset((page - 1) * size)))
    days = departures(session, [row.case_id for row in requests if row.case_id])
    return [as_row(row, days) for row in requests], total


def stays_here(request: ReturnRequest, viewer: User, number: int | None) -> bool:
    """Whether answers about this person (counted from 0) may be shown: not about those in another facility now."""
    case = request.case
    if number is None or case is None or case.restricted:
        return True
    here = {person.position for person in case.persons if person.facility_id == viewer.facility_id}
    return number in here


def moved_on(session: Session, viewer: User) -> list[ReturnRequest]:
    """Requests whose people are all elsewhere now, newest first; the page may show only their numbers and dates."""
    return list(session.scalars(requests_moved_on(viewer).order_by(ReturnRequest.id.desc()).limit(MOVED_ON)))


def as_row(request: ReturnRequest, days: dict[int, date]) -> Row:
    """The progress of the request, in plain words. For a restricted case it is never more than "being prepared"."""
    case = request.case
    asked = int((request.answers.get("count") or {}).get("people") or 0)
    if case is None:
        return Row(request, asked, say("Draft, not sent yet"), "amber")
    state, colour = state_of(case, days.get(case.id))
    return Row(request, asked if case.restricted else len(case.persons), state, colour)


def state_of(case: Case, day: date | None) -> tuple[Say, str]:
    """The state of a case as its facility may see it, with a colour. `day` is the day of its flight."""
    if case.restricted:
        return PREPARING
    if case.status in FLYING and day:
        words = say("Flight reserved for %(day)s", day=day)
        return (words if case.status is S.RESERVED else say("Flying on %(day)s", day=day)), "green"
    if case.status in LEFT:
        return (say("Left on %(day)s", day=day) if day else say("Departed")), "green"
    return STATES.get(case.status, PREPARING)


def departures(session: Session, case_ids: list[int]) -> dict[int, date]:
    """Day of the flight of each case that has one, by case id."""
    found = (
        sa.select(Passenger.case_id, sa.func.max(Itinerary.departs_on))
        .join(Passenger.itinerary)
        .where(
            Passenger.case_id.in_(case_ids),
            Itinerary.status != ItineraryStatus.CANCELLED,
            Passenger.status.not_in((PassengerStatus.CANCELLED, PassengerStatus.NO_SHOW)),
        )
        .group_by(Passenger.case_id)
    )
    return {case_id: day for case_id, day in session.execute(found)}


def files_of(session: Session, request: ReturnRequest) -> list[StoredFile]:
    """Files sent with the request."""
    found = sa.select(StoredFile).where(StoredFile.request_id == request.id)
    return list(session.scalars(found.order_by(StoredFile.uploaded_at, StoredFile.id)))
