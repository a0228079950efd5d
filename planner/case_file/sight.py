"""Who would lose sight of a case that is restricted, and on what: told before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, Case, Charge, Itinerary, ItineraryStatus, Passenger, PassengerStatus, Plan, PlanCase
from models.money.charge import LIVE
from models.people.access import CaseAccess
from models.people.account import User
from models.words import Say, say
from planner.roles import Can, may

MOST_PLANS = 5


@dataclass(slots=True)
class Losing:
    """Somebody who works on the case now and would no longer see it, with what they do on it."""

    user: User
    does: list[Say] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a case is shown now: on these pages its seats and its money stay, but nothing else of it."""

    plans: list[Plan]
    itineraries: list[Itinerary]
    lines: list[str]

    def __bool__(self) -> bool:
        return bool(self.plans or self.itineraries or self.lines)


def where(session: Session, case: Case) -> Where:
    """The newest plans with the case, its itineraries that are not cancelled, and the budget lines that pay for it."""
    plans = session.scalars(
        sa.select(Plan)
        .join(PlanCase, PlanCase.plan_id == Plan.id)
        .where(PlanCase.case_id == case.id)
        .order_by(Plan.id.desc())
        .limit(MOST_PLANS)
    )
    seats = sa.select(Passenger.itinerary_id).where(
        Passenger.case_id == case.id, Passenger.status != PassengerStatus.CANCELLED
    )
    itineraries = session.scalars(
        sa.select(Itinerary)
        .where(Itinerary.id.in_(seats), Itinerary.status != ItineraryStatus.CANCELLED)
        .order_by(Itinerary.departs_on, Itinerary.id)
    )
    lines = session.scalars(
        sa.select(BudgetLine.code)
        .join(Charge, Charge.line_id == BudgetLine.id)
        .where(Charge.case_id == case.id, Charge.stage.in_(LIVE))
        .distinct()
        .order_by(BudgetLine.code)
    )
    return Where(list(plans), list(itineraries.unique()), list(lines))


def losing(session: Session, case: Case, *, by: User) -> list[Losing]:
    """Active users who work on the case and are not named for it, except `by`; by name."""
    at = where(session, case)
    doing: list[tuple[int | None, Say]] = [(case.owner_id, say("is responsible for the case"))]
    doing += [(one.confirmed_by_id, say("confirmed itinerary %(number)s", number=one.number)) for one in at.itineraries]
    doing += [(one.asked_by_id, say("asked for plan %(number)s", number=one.number)) for one in at.plans]
    named = set(session.scalars(sa.select(CaseAccess.user_id).where(CaseAccess.case_id == case.id)))
    return _by_name(session, [(user, words) for user, words in doing if user and user not in {*named, by.id}])


def _by_name(session: Session, doing: Iterable[tuple[int, Say]]) -> list[Losing]:
    found: dict[int, Losing] = {}
    for user_id, words in doing:
        user = session.get(User, user_id)
        if user is not None and user.active and may(user, Can.READ_CASES):
            found.setdefault(user_id, Losing(user)).does.append(words)
    return sorted(found.values(), key=lambda one: one.user.name)
