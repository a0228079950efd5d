"""Reads needed to judge a case: settings, embassy lead times, open countries; cases with documents."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models.money.programme import Destination
from models.papers.embassy import Embassy
from models.people.case import Case
from models.people.person import Person
from models.travel.escort import EscortRole
from planner import settings
from planner.documents import gates
from planner.documents.checklist import checklist
from planner.documents.lead_times import LeadTimes, learned
from planner.documents.requirement import Requirement
from planner.documents.window import TravelWindow, travel_window


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a case is judged by today; read once, used for any number of cases loaded `with_papers`."""

    rules: dict[str, int]
    today: date
    lead_times: LeadTimes
    destinations: dict[str, Destination]
    child_roles: frozenset[str] = frozenset()
    """Codes of escort roles that accompany a child alone."""

    def window(self, case: Case) -> TravelWindow:
        return travel_window(case, self.rules, self.today, self.lead_times, self.destinations)

    def checklist(self, case: Case) -> list[Requirement]:
        return checklist(case, self.rules, self.today, self.lead_times, self.destinations, child_roles=self.child_roles)

    def missing_for_reservation(self, case: Case) -> list[Requirement]:
        return gates.missing_for_reservation(
            case, self.rules, self.today, self.lead_times, self.destinations, self.child_roles
        )

    def missing_for_ticketing(
        self, case: Case, departs: date | None = None, arrives: date | None = None
    ) -> list[Requirement]:
        return gates.missing_for_ticketing(
            case,
            self.rules,
            self.today,
            self.lead_times,
            self.destinations,
            self.child_roles,
            departs=departs,
            arrives=arrives,
        )


def circumstances(session: Session, today: date) -> Circumstances:
    """Settings, lead times and destinations as they are now, in five queries. `today` is the date at the office."""
    rules = settings.read(session)
    places = {place.country: place for place in session.scalars(sa.select(Destination))}
    return Circumstances(rules, today, learned(session, rules, today), places, child_roles(session))


def child_roles(session: Session) -> frozenset[str]:
    """Codes of the escort roles that the office lets accompany a child alone."""
    return frozenset(session.scalars(sa.select(EscortRole.code).where(EscortRole.for_children)))


def with_papers() -> tuple[ORMOption, ...]:
    """Loader options for everything a judgement reads, in a constant number of queries."""
    people = selectinload(Case.persons)
    return (
        joinedload(Case.programme),
        selectinload(Case.approvals),
        people.selectinload(Person.documents),
        people.selectinload(Person.embassy_applications),
        people.selectinload(Person.fit_certificates),
        people.selectinload(Person.papers),
        people.selectinload(Person.child_papers),
        selectinload(Case.escort_needs),
    )


def embassies(session: Session, keep: int | None = None) -> list[tuple[int, str, str]]:
    """Active embassies as (id, country, city), plus the one that a row already has."""
    rows = session.execute(
        sa.select(Embassy.id, Embassy.country, Embassy.city).where(sa.or_(Embassy.active, Embassy.id == keep))
    )
    return [(row[0], row[1], row[2]) for row in rows]


def embassy_of(session: Session, country: str | None) -> int | None:
    """The first active embassy of a country."""
    return session.scalar(
        sa.select(Embassy.id).where(Embassy.active, Embassy.country == country).order_by(Embassy.id).limit(1)
    )
