"""Families that a draft plan places and the facts would keep from travelling: said before anybody confirms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models import Case, FlightOption, Plan
from models.people.account import User
from models.people.case import visible_to
from models.travel.judgement import Verdict
from models.words import Say
from planner.documents.plain import plain_cases
from planner.documents.queries import circumstances
from planner.judgement.judge import judge
from planner.judgement.reading import booked_among, legs_of
from planner.judgement.reason import Reason
from planner.judgement.trip import Trip


@dataclass(frozen=True, slots=True)
class Planned:
    """A family with the day of the flight that the plan gives it, and what will have ended or forbids it by then."""

    case: Case
    departs: date
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        stopped = any(one.verdict is Verdict.MUST_NOT_TRAVEL for one in self.reasons)
        return Verdict.MUST_NOT_TRAVEL if stopped else Verdict.AT_RISK

    def sentence(self, reason: Reason) -> Say:
        return reason.told(self.case)


def planned(session: Session, viewer: User, plan: Plan, today: date) -> list[Planned]:
    """Placed families without seats that must not travel on their day or whose papers end before it, by departure."""
    trips = _trips(session, plan)
    chosen = visible_to(viewer).where(Case.id.in_(sorted(set(trips) - booked_among(session, trips)))).order_by(Case.id)
    known, found = circumstances(session, today), {}
    for case in plain_cases(session, chosen):
        if told := tuple(_loud(judge(case, trips[case.id], known).reasons)):
            found[case.id] = told
    rows = session.scalars(sa.select(Case).where(Case.id.in_(sorted(found))).options(selectinload(Case.persons)))
    said = [Planned(row, trips[row.id].departs, found[row.id]) for row in rows]
    return sorted(said, key=lambda one: (one.verdict is Verdict.AT_RISK, one.departs, one.case.number))


def _loud(reasons: Iterable[Reason]) -> Iterable[Reason]:
    """What a draft need not say is left out: papers that are still on their way."""
    return [one for one in reasons if one.verdict is Verdict.MUST_NOT_TRAVEL or one.breaks_on]


def _trips(session: Session, plan: Plan) -> dict[int, Trip]:
    """The trip that the plan gives to each family, by id of the case."""
    placed = (plan.answer or {}).get("placements", [])
    options = {code: facts[0] for code, facts in plan.origins["options"].items()}
    ids = {options[one["journey"]] for one in placed if one["journey"] in options}
    legs = legs_of(session, ids)
    rows = session.execute(sa.select(FlightOption.id, FlightOption.departs_on).where(FlightOption.id.in_(sorted(ids))))
    days = {option_id: departs for option_id, departs in rows}
    return {
        plan.origins["cases"][one["case"]]["case"]: Trip(None, days[option], legs[option], booked=False)
        for one in placed
        if (option := options.get(one["journey"])) in days
    }
