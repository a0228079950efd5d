"""The day and airport of a case in the newest plan that contains it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from models.people.account import User
from models.people.case import Case
from models.planning.plan import Plan, PlanCase, PlanStatus, plans_visible_to
from models.travel.flight_option import FlightOption


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan says about a case: the day and airport, or neither if the plan leaves the case out."""

    plan_id: int
    number: int
    departs_on: date | None
    destination: str
    code: str


def planned(session: Session, viewer: User, case: Case) -> Planned | None:
    """The newest solved plan with this case among those the viewer may see, or None."""
    plan = session.scalar(
        plans_visible_to(viewer)
        .join(PlanCase, PlanCase.plan_id == Plan.id)
        .where(PlanCase.case_id == case.id, Plan.status == PlanStatus.SOLVED)
        .options(undefer(Plan.answer), undefer(Plan.origins))
        .order_by(Plan.id.desc())
        .limit(1)
    )
    if plan is None:
        return None
    ids = {key for key, facts in plan.origins.get("cases", {}).items() if facts["case"] == case.id}
    journey = next((one["journey"] for one in (plan.answer or {}).get("placements", ()) if one["case"] in ids), None)
    option = session.scalar(sa.select(FlightOption).where(FlightOption.code == journey)) if journey else None
    return Planned(
        plan.id, plan.number, option.departs_on if option else None, option.destination if option else "", journey or ""
    )
