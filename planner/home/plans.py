"""What remains to be done on the newest plan: unconfirmed itineraries and families that were not placed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from models.people.account import User
from models.people.case import Case, CaseStatus
from models.planning.plan import Plan, PlanStatus, plans_visible_to
from models.travel.flight_option import FlightOption
from planner.cases import lacking
from planner.language.formats import local_day
from planner.plans.problem.unseen import read_by
from planner.plans.showing import judging
from planner.plans.showing.judging import Planned


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A plan with its remaining tasks and the earliest deadline of each kind."""

    plan: Plan
    itineraries: int
    """Itineraries with at least one family that is not reserved yet."""
    confirm_by: date | None
    """The earliest ticketing time limit of these, or their earliest departure."""
    not_placed: int
    """Families that the plan did not place and that are still in preparation."""
    place_by: date | None


def newest(session: Session, viewer: User, today: date) -> Plan | None:
    """The newest solved plan whose period is not over, among those this user may see; else None."""
    return session.scalar(
        plans_visible_to(viewer)
        .where(Plan.status == PlanStatus.SOLVED, Plan.window_until >= today)
        .options(undefer(Plan.answer), undefer(Plan.origins))
        .order_by(Plan.id.desc())
        .limit(1)
    )


def at_risk(session: Session, viewer: User, today: date) -> tuple[Plan | None, list[Planned]]:
    """The newest plan with its families that are not booked and could not take their flight."""
    plan = newest(session, viewer, today)
    return plan, judging.planned(session, viewer, plan, today) if plan else []


def unfinished(session: Session, viewer: User, today: date) -> Unfinished | None:
    """What remains to be done on the newest plan; None if there is no such plan."""
    plan = newest(session, viewer, today)
    if plan is None or plan.answer is None:
        return None
    told = read_by(session, viewer, plan)
    answer: dict[str, Any] = told.answer or {}
    ends = _waiting_cases(session, told, today)
    family = {engine_id: facts["case"] for engine_id, facts in told.origins["cases"].items()}
    codes = {one["journey"] for one in answer["placements"] if family[one["case"]] in ends}
    limits = _limits(session, plan, codes)
    behind = {family[one["case"]] for one in answer["unplaced"]} | {facts["case"] for facts in told.left_out}
    behind &= set(ends)
    return Unfinished(
        plan,
        len(limits),
        min(limits, default=None),
        len(behind),
        min((end for one in behind if (end := ends[one])), default=None),
    )


def _waiting_cases(session: Session, plan: Plan, today: date) -> dict[int, date | None]:
    """Families of the plan that are still in preparation, and the earliest deadline of each."""
    ids = {facts["case"] for facts in plan.origins["cases"].values()} | {facts["case"] for facts in plan.left_out}
    rows = session.execute(
        sa.select(Case.id, lacking.ends(today)).where(Case.id.in_(sorted(ids)), Case.status == CaseStatus.PREPARING)
    )
    return {case_id: end if end.year < date.max.year else None for case_id, end in rows}


def _limits(session: Session, plan: Plan, codes: set[str]) -> list[date]:
    """The day by which each of these options must be confirmed."""
    ids = [plan.origins["options"][code][0] for code in sorted(codes)]
    found = session.execute(sa.select(FlightOption.time_limit, FlightOption.departs_on).where(FlightOption.id.in_(ids)))
    return [local_day(limit) if limit else departs for limit, departs in found]
