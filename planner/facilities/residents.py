"""The people who stay at a facility and have a request, by name, for the staff of that facility only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models import SignedPaper
from models.office import office, today
from models.people.account import User
from models.people.case import OPEN, Case
from models.people.person import Person
from models.people.request import RequestStatus, ReturnRequest, requests_visible_to
from models.running.file import StoredFile
from models.travel.booking import Passenger
from planner.departures import queries as departures
from planner.departures.queries import Departure
from planner.language.sorting import ordered_key

WEEK, YEAR = timedelta(days=7), timedelta(days=365)
MOST = 500


@dataclass(frozen=True, slots=True)
class Family:
    """The people of one request who stay at the facility, as it may name them."""

    request: ReturnRequest
    names: Sequence[str]
    people: Sequence[Person]
    """Empty for a restricted case: the facility then sees only what it answered itself."""
    departs_on: date | None = None

    @property
    def listed_name(self) -> str:
        return self.names[0] if self.names else self.request.reference


@dataclass(frozen=True, slots=True)
class Trip:
    """One departure as the facility prepares it: who, when the van comes, when they must be at the airport."""

    departure: Departure
    pick_up: datetime | None
    airport_by: datetime | None

    @property
    def day(self) -> date:
        return self.departure.itinerary.departs_on

    @property
    def passengers(self) -> list[Passenger]:
        return self.departure.passengers


def ahead(session: Session, viewer: User) -> list[Departure]:
    """Departures of people who stay here within a year, read once for the lists of a page."""
    return departures.leaving(session, viewer, today(), today() + YEAR)


def families(session: Session, viewer: User, language: str, ahead: Sequence[Departure]) -> list[Family]:
    """Requests with people who are here and have not left, by name in the reader's alphabet."""
    found = requests_visible_to(viewer).where(ReturnRequest.status == RequestStatus.SENT).join(ReturnRequest.case)
    found = found.where(sa.or_(Case.status.in_(OPEN), Case.restricted)).order_by(ReturnRequest.id.desc()).limit(MOST)
    people = selectinload(ReturnRequest.case).selectinload(Case.persons)
    loaded = found.options(people.selectinload(Person.documents), people.selectinload(Person.fit_certificates))
    rows = list(session.scalars(loaded))
    days = {seat.case_id: one.itinerary.departs_on for one in ahead for seat in one.passengers}
    named = [_family(row, viewer, days) for row in rows]
    return sorted(named, key=lambda one: ordered_key(one.listed_name, language))


def _family(row: ReturnRequest, viewer: User, days: Mapping[int, date]) -> Family:
    case = row.case
    if case is None or case.restricted:
        return Family(row, answered_names(row), ())
    here = [person for person in case.persons if person.facility_id == viewer.facility_id]
    return Family(row, [listed(person) for person in here], here, days.get(case.id))


def names(row: ReturnRequest, viewer: User) -> list[str]:
    """Names of the people of a request who stay at the viewer's facility."""
    return list(_family(row, viewer, {}).names)


def listed(person: Person) -> str:
    """A name as lists show it, surname first; the spoken name if there is no other."""
    return ", ".join(part for part in (person.surname, person.given_names) if part) or person.spoken_name


def answered_names(row: ReturnRequest) -> list[str]:
    """The names that the facility entered in its request, in order."""
    found = []
    for number in range(int((row.answers.get("count") or {}).get("people") or 0)):
        page = row.answers.get(f"names-{number}") or {}
        names = [str(page.get(part) or "") for part in ("surname", "given_names")]
        found.append(", ".join(name for name in names if name) or str(page.get("spoken_name") or ""))
    return [name for name in found if name]


def trips(ahead: Sequence[Departure], last: date) -> list[Trip]:
    """The departures until `last`, with the hour of the van if the length of the drive is known."""
    return [_trip(one) for one in ahead if one.itinerary.departs_on <= last]


def _trip(one: Departure) -> Trip:
    if one.leaves_at is None:
        return Trip(one, None, None)
    by = one.leaves_at - timedelta(minutes=office().check_in_minutes)
    place = one.passengers[0].person.facility
    drives = [cost.minutes for cost in (place.transfers if place else ()) if cost.airport == one.airport]
    minutes = drives[0] if drives else None
    return Trip(one, by - timedelta(minutes=minutes) if minutes else None, by)


def requests_of(session: Session, viewer: User, case_ids: Sequence[int]) -> dict[int, ReturnRequest]:
    """The request behind each of these cases, as far as this facility may see it."""
    found = requests_visible_to(viewer).where(ReturnRequest.case_id.in_(case_ids))
    return {row.case_id: row for row in session.scalars(found) if row.case_id is not None}


def with_signed_forms(session: Session, requests: Sequence[ReturnRequest]) -> set[int]:
    """Which of these requests have a file, or a case in which somebody's signature is recorded."""
    ids = [row.id for row in requests]
    sent = sa.select(StoredFile.request_id).where(StoredFile.request_id.in_(ids))
    signed = sa.select(Person.case_id).join(Person.papers).where(SignedPaper.withdrawn_on.is_(None))
    recorded = sa.select(ReturnRequest.id).where(ReturnRequest.id.in_(ids), ReturnRequest.case_id.in_(signed))
    return {request_id for request_id in session.scalars(sa.union(sent, recorded)) if request_id is not None}
