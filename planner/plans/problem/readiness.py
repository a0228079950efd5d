"""Who can be planned now and in which period: the rules on documents, read once for many cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Destination
from models.words import Say
from planner import settings
from planner.documents.gates import missing_for_reservation
from planner.documents.lead_times import LeadTimes, learned
from planner.documents.queries import child_roles
from planner.documents.window import TravelWindow, travel_window


@dataclass(frozen=True, slots=True)
class Facts:
    """Settings, lead times and countries as they are today."""

    today: date
    rules: Mapping[str, int]
    lead_times: LeadTimes
    destinations: Mapping[str, Destination]
    child_roles: frozenset[str]


def facts_of(session: Session, today: date) -> Facts:
    """Read the facts in five queries."""
    rules = settings.read(session)
    places = {place.country: place for place in session.scalars(sa.select(Destination))}
    return Facts(today, rules, learned(session, rules, today), places, child_roles(session))


def window_of(case: Case, facts: Facts) -> TravelWindow:
    """The period in which the case can travel."""
    return travel_window(case, facts.rules, facts.today, facts.lead_times, facts.destinations)


def in_go(case: Case, facts: Facts) -> bool:
    """Whether declaration, consent and an open destination exist, and every missing document has an expected date."""
    return not missing(case, facts)


def missing(case: Case, facts: Facts) -> list[Say]:
    """What keeps the case out of a plan, as sentences; empty if it can be reserved."""
    return [
        need.sentence
        for need in missing_for_reservation(
            case, facts.rules, facts.today, facts.lead_times, facts.destinations, facts.child_roles
        )
    ]
