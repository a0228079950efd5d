"""People without flights: how many to where and when, with service codes, but without names or case numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseStatus, Person
from models.people.account import User
from models.people.case import visible_to
from planner.cases.children import unsigned
from planner.documents.plain import plain_cases
from planner.documents.queries import Circumstances, circumstances
from planner.reference.airports import UnknownAirport, canonical
from planner.reference.service_codes import services

KEPT_DAYS = 7
"""People share a row only if they have at least this many common days of departure."""


@dataclass(slots=True)
class Needed:
    """A number of people to one airport who can all leave between `earliest` and `latest`, both included."""

    destination: str
    earliest: date
    latest: date
    adults: int = 0
    children: int = 0
    infants: int = 0
    service_codes: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        return self.adults + self.children + self.infants


@dataclass(frozen=True, slots=True)
class Demand:
    """Rows for the agent, and how many people are left out, by reason."""

    rows: tuple[Needed, ...]
    not_ready: int
    """People whose cases cannot be reserved yet."""
    outside: int
    """People who cannot leave within the requested days."""
    apart: int
    """People of restricted cases: their seats are requested separately, by those who have access."""

    @property
    def people(self) -> int:
        return sum(row.people for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Group:
    destination: str
    earliest: date
    latest: date
    case: Case


def people_without_flights(session: Session, viewer: User, first: date, last: date, today: date) -> Demand:
    """Who needs a flight from `first` to `last`, both included, among the cases that `viewer` may see.

    These are cases in preparation that can be reserved. `today` is the date at the office.
    """
    known = circumstances(session, today)
    prepared = visible_to(viewer).where(Case.status == CaseStatus.PREPARING, Case.protection_hold.is_(False))
    # Without a signature nobody is ready: these are counted without loading their documents.
    cases = plain_cases(session, prepared.where(sa.or_(Case.restricted, sa.not_(unsigned(today)))).order_by(Case.id))
    open_cases = [case for case in cases if not case.restricted]
    ready = [case for case in open_cases if not known.missing_for_reservation(case)]
    groups = [group for case in ready if (group := _group(case, known, first, last))]
    inside = {group.case.id for group in groups}
    return Demand(
        tuple(_rows(groups, known.rules)),
        not_ready=_people(open_cases)
        - _people(ready)
        + _counted(session, prepared.where(Case.restricted.is_(False), unsigned(today))),
        outside=_people(case for case in ready if case.id not in inside),
        apart=_people(case for case in cases if case.restricted),
    )


def _counted(session: Session, cases: sa.Select[Case]) -> int:
    """The number of people in these cases, without loading them."""
    ids = cases.with_only_columns(Case.id)
    return session.scalar(sa.select(sa.func.count()).select_from(Person).where(Person.case_id.in_(ids))) or 0


def _people(cases: Iterable[Case]) -> int:
    return sum(len(case.persons) for case in cases)


def _group(case: Case, known: Circumstances, first: date, last: date) -> _Group | None:
    window = known.window(case)
    earliest, latest = max(window.first, first), min(window.last or last, last)
    place = known.destinations.get(case.destination_country or "")
    airports = case.destination_airports or (place.airports if place else [])
    if latest < earliest or not airports:
        return None
    try:
        return _Group(canonical(airports[0]), earliest, latest, case)
    except UnknownAirport:
        return None


def _rows(groups: Sequence[_Group], rules: dict[str, int]) -> list[Needed]:
    """Put cases to the same airport into one row as long as enough common days remain."""
    rows: list[Needed] = []
    for group in sorted(groups, key=lambda one: (one.destination, one.earliest, one.latest, one.case.id)):
        row = next((row for row in rows if row.destination == group.destination and _shares(row, group)), None)
        if row is None:
            row = Needed(group.destination, group.earliest, group.latest)
            rows.append(row)
        row.earliest, row.latest = max(row.earliest, group.earliest), min(row.latest, group.latest)
        for person in group.case.persons:
            _count(row, person, rules)
    return rows


def _shares(row: Needed, group: _Group) -> bool:
    common = (min(row.latest, group.latest) - max(row.earliest, group.earliest)).days + 1
    shorter = min(row.latest - row.earliest, group.latest - group.earliest) + timedelta(days=1)
    return common >= min(KEPT_DAYS, shorter.days)


def _count(row: Needed, person: Person, rules: dict[str, int]) -> None:
    age = person.age_on(row.earliest)
    if age is not None and age < rules["infant_age"]:
        row.infants += 1
    elif age is not None and age < rules["child_age"]:
        row.children += 1
    else:
        row.adults += 1
    row.service_codes.update(services(person.service_codes or []))


def cases_in_preparation(session: Session, viewer: User) -> int:
    """How many cases in preparation the viewer may see; an empty page says more if there are none at all."""
    chosen = visible_to(viewer).where(Case.status == CaseStatus.PREPARING).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(chosen)) or 0
