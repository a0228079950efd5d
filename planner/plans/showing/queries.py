"""Reads of plans: the list, one plan prepared for its page, two side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from models import BudgetLine, Case, Escort, FlightOption, Plan, PlanStatus, Project, Run, RunState
from models.people.account import User
from models.planning.plan import PlanStep, plans_visible_to, unseen_in
from planner.plans.problem.ceilings import line_id
from planner.plans.problem.unseen import answer_without, engine_ids, unseen
from planner.plans.showing.held_seats import as_read
from planner.plans.showing.plan_sheet import Backing, Sheet, sheet

PAGE = 30


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of plans; `families` maps a plan's id to how many families it places and how many it does not."""

    rows: Sequence[Plan]
    page: int
    pages: int
    total: int
    families: dict[int, tuple[int, int]]


def listed(session: Session, viewer: User, page: int = 1) -> Listing:
    """Plans the viewer may see, newest first."""
    plans = plans_visible_to(viewer)
    total = session.scalar(sa.select(sa.func.count()).select_from(plans.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = session.scalars(
        plans.options(undefer(Plan.answer)).order_by(Plan.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    ).all()
    hidden: dict[int, set[int]] = {}
    for plan_id, case_id in session.execute(unseen_in(viewer, [one.id for one in rows])):
        hidden.setdefault(plan_id, set()).add(case_id)
    families = {one.id: _families(one, hidden.get(one.id, set())) for one in rows if one.answer}
    return Listing(rows, page, pages, total, families)


def _families(plan: Plan, hidden: set[int]) -> tuple[int, int]:
    answer: dict[str, Any] = plan.answer or {}
    if hidden:  # only then are the plan's other columns read
        answer = answer_without(answer, engine_ids(plan, hidden)) or {}
    left_out = [one for one in plan.left_out if one["case"] not in hidden]
    return len(answer["placements"]), len(answer["unplaced"]) + len(left_out)


def found(session: Session, viewer: User, plan_id: int) -> Plan | None:
    """One plan with its problem and answer as they are stored, or None when there is none or this viewer reads none.

    What of it this viewer may know tell `laid_out` and `read_by`.
    """
    return session.scalar(
        plans_visible_to(viewer)
        .where(Plan.id == plan_id)
        .options(undefer(Plan.problem), undefer(Plan.answer), undefer(Plan.origins))
    )


def laid_out(
    session: Session, viewer: User, plan: Plan, own: Mapping[int, int] | None = None, rows: Backing | None = None
) -> Sheet:
    """A plan as its page shows it to this viewer, in seven queries. `own` and `rows` where they are known already."""
    rows = rows or backing(session, plan)
    return as_read(sheet(plan, rows, own), unseen(session, viewer, plan), rows)


def backing(session: Session, plan: Plan) -> Backing:
    """The present rows behind a plan's ids."""
    origins = plan.origins
    case_ids = {facts["case"] for facts in origins["cases"].values()} | {facts["case"] for facts in plan.left_out}
    cases = session.scalars(sa.select(Case).where(Case.id.in_(sorted(case_ids))).options(selectinload(Case.persons)))
    options = session.scalars(
        sa.select(FlightOption).where(FlightOption.id.in_([row[0] for row in origins["options"].values()]))
    )
    escorts = session.scalars(sa.select(Escort).where(Escort.id.in_([row[0] for row in origins["escorts"].values()])))
    lines = session.scalars(
        sa.select(BudgetLine).where(BudgetLine.id.in_(plan.line_ids)).options(joinedload(BudgetLine.project))
    )
    return Backing(
        {case.id: case for case in cases},
        {option.code: option for option in options},
        {escort.code: escort for escort in escorts},
        {line_id(line): line for line in lines},
    )


def steps(session: Session, plan: Plan) -> list[PlanStep]:
    """Manual changes, newest first."""
    return list(
        session.scalars(sa.select(PlanStep).where(PlanStep.plan_id == plan.id).order_by(PlanStep.id.desc()).limit(30))
    )


def payable_lines(session: Session) -> list[BudgetLine]:
    """Lines of active projects that a plan can use, by project and code."""
    return list(
        session.scalars(
            sa.select(BudgetLine)
            .join(Project)
            .where(BudgetLine.active, Project.active)
            .options(joinedload(BudgetLine.project))
            .order_by(Project.code, BudgetLine.code)
        )
    )


def given_up(session: Session, plan: Plan) -> bool:
    """Whether the background job of a plan with the status "computing" was given up."""
    if plan.status not in (PlanStatus.QUEUED, PlanStatus.RUNNING):
        return False
    state = session.scalar(sa.select(Run.state).where(Run.kind == "plan", Run.target_id == plan.id))
    return state is RunState.FAILED


def comparable(session: Session, viewer: User, plan: Plan) -> list[Plan]:
    """Other solved plans the viewer may see, newest first."""
    return list(
        session.scalars(
            plans_visible_to(viewer)
            .where(Plan.status == PlanStatus.SOLVED, Plan.id != plan.id)
            .order_by(Plan.id.desc())
            .limit(40)
        )
    )


def case_behind(laid: Sheet, engine_id: str) -> Case | None:
    """The family behind an id of the plan, placed or not."""
    for trip in laid.trips:
        for rider in trip.riders:
            if rider.id == engine_id:
                return rider.case
    facts = laid.plan.origins["cases"].get(engine_id)
    return next((one.case for one in laid.behind if facts and one.case.id == facts["case"]), None)
