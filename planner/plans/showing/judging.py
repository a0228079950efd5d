"""Families that a draft plan places but that must not travel: shown before anybody confirms.

Each night stores what it found, so that the start page can mark what is new; the reasons shown are always current.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload, undefer

from models import Case, FlightOption, Plan, PlanJudgement, PlanStatus
from models.office import today as today_in_office
from models.people.account import User
from models.people.case import visible_to
from models.travel.judgement import Verdict
from models.words import Say
from planner.documents.plain import plain_cases
from planner.documents.queries import circumstances
from planner.judgement.judge import judge
from planner.judgement.reading import booked_among, legs_of
from planner.judgement.reason import Reason, read, stored
from planner.judgement.trip import Trip


@dataclass(frozen=True, slots=True)
class Planned:
    """A family with the day of its planned flight, and what will have expired or forbids it by then."""

    case: Case
    departs: date
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        stopped = any(one.verdict is Verdict.MUST_NOT_TRAVEL for one in self.reasons)
        return Verdict.MUST_NOT_TRAVEL if stopped else Verdict.AT_RISK

    def sentence(self, reason: Reason) -> Say:
        return reason.told(self.case)

    def is_new(self, since: date) -> bool:
        """Whether something was first found on or after `since`."""
        return any(one.since is not None and one.since >= since for one in self.reasons)


NIGHTLY = 3
"""How many of the newest plans are judged each night."""


def judge_plans_of_the_new_day(session: Session) -> int:
    """Judge the newest solved plans whose period is not over, once a day; returns how many were judged."""
    today, count = today_in_office(), 0
    newest = sa.select(Plan).where(Plan.status == PlanStatus.SOLVED, Plan.window_until >= today)
    for plan in session.scalars(
        newest.options(undefer(Plan.answer), undefer(Plan.origins)).order_by(Plan.id.desc()).limit(NIGHTLY)
    ):
        row = session.get(PlanJudgement, plan.id)
        if row is not None and row.judged_on == today:
            continue
        found = _found(session, sa.select(Case), plan, today, _trips(session, plan))
        row = row or PlanJudgement(plan_id=plan.id)
        row.reasons = {str(case_id): [stored(one) for one in reasons] for case_id, reasons in found.items()}
        row.judged_on = today
        session.add(row)
        count += 1
    return count


def planned(session: Session, viewer: User, plan: Plan, today: date) -> list[Planned]:
    """Placed families without seats that must not travel on their day or lack valid documents then, by departure."""
    trips = _trips(session, plan)
    found = _found(session, visible_to(viewer), plan, today, trips)
    rows = session.scalars(sa.select(Case).where(Case.id.in_(sorted(found))).options(selectinload(Case.persons)))
    said = [Planned(row, trips[row.id].departs, found[row.id]) for row in rows]
    return sorted(said, key=lambda one: (one.verdict is Verdict.AT_RISK, one.departs, one.case.number))


def _found(
    session: Session, which: sa.Select[Case], plan: Plan, today: date, trips: Mapping[int, Trip]
) -> dict[int, tuple[Reason, ...]]:
    """Reasons against each of these cases without seats, by case id, each with the day it was first found."""
    ahead = {case_id for case_id, trip in trips.items() if trip.departs >= today}
    ids = sorted(ahead - booked_among(session, ahead))
    known, before, found = circumstances(session, today), _before(session, plan), {}
    for case in plain_cases(session, which.where(Case.id.in_(ids)).order_by(Case.id)):
        since = before.get(case.id, {})
        if told := _loud(judge(case, trips[case.id], known).reasons):
            found[case.id] = tuple(replace(one, since=since.get(one, today)) for one in told)
    return found


def _before(session: Session, plan: Plan) -> dict[int, dict[Reason, date | None]]:
    """By case, since when each reason is known, from the last night that judged this plan."""
    row = session.get(PlanJudgement, plan.id)
    kept = row.reasons if row else {}
    return {int(case_id): {one: one.since for one in map(read, reasons)} for case_id, reasons in kept.items()}


def _loud(reasons: Iterable[Reason]) -> list[Reason]:
    """Leave out what is no problem for a draft: documents that are still on their way."""
    return [one for one in reasons if one.verdict is Verdict.MUST_NOT_TRAVEL or one.breaks_on]


def _trips(session: Session, plan: Plan) -> dict[int, Trip]:
    """The planned trip of each family, by case id."""
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
