"""Manual changes of a plan, one after the other. Each can be undone and redone."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from models import Case, Plan, PlanStep
from models.people.account import User
from models.words import Refused, say
from planner.audit import events
from planner.plans.problem.unseen import unseen


def take(session: Session, plan: Plan, verb: str, case: Case, code: str, by: User, *, answer: bool = False) -> None:
    """Store the state before a change; with `answer` the placements too. Changes that were undone are deleted."""
    session.execute(sa.delete(PlanStep).where(PlanStep.plan_id == plan.id, PlanStep.undone))
    session.add(
        PlanStep(
            plan_id=plan.id, by_id=by.id, verb=verb, case_id=case.id, option_code=code, before=_state(plan, answer)
        )
    )


def _state(plan: Plan, answer: bool) -> dict[str, Any]:
    return {"pins": dict(plan.pins), "exclusions": dict(plan.exclusions), "answer": plan.answer if answer else None}


def _restore(plan: Plan, state: dict[str, Any]) -> None:
    plan.pins, plan.exclusions = state["pins"], state["exclusions"]
    if state.get("answer") is not None:
        plan.answer = state["answer"]


def undo(session: Session, plan: Plan, *, by: User) -> PlanStep:
    """Undo the last manual change. Raises `Refused` when there is none."""
    step = last(session, plan)
    if step is None or step.case_id in unseen(session, by, plan):
        raise Refused(say("There is nothing to undo in plan %(number)s.", number=plan.number))
    step.after = _state(plan, step.before.get("answer") is not None)
    step.undone = True
    _restore(plan, step.before)
    events.record(session, "plan.undone", plan, by=by, case_id=step.case_id, what={"verb": step.verb})
    return step


def redo(session: Session, plan: Plan, *, by: User) -> PlanStep:
    """Redo the change that was undone last. Raises `Refused` when there is none."""
    step = undone(session, plan)
    if step is None or step.after is None or step.case_id in unseen(session, by, plan):
        raise Refused(say("There is nothing to redo in plan %(number)s.", number=plan.number))
    _restore(plan, step.after)
    step.undone, step.after = False, None
    events.record(session, "plan.redone", plan, by=by, case_id=step.case_id, what={"verb": step.verb})
    return step


def last(session: Session, plan: Plan) -> PlanStep | None:
    """The manual change that would be undone next."""
    return session.scalar(
        sa.select(PlanStep)
        .where(PlanStep.plan_id == plan.id, PlanStep.undone.is_(False))
        .order_by(PlanStep.id.desc())
        .limit(1)
    )


def undone(session: Session, plan: Plan) -> PlanStep | None:
    """The change that would be redone next: the earliest of the undone changes, because it was undone last."""
    return session.scalar(
        sa.select(PlanStep).where(PlanStep.plan_id == plan.id, PlanStep.undone).order_by(PlanStep.id).limit(1)
    )


def ends(session: Session, plan: Plan, *, by: User) -> tuple[PlanStep | None, PlanStep | None]:
    """`last` and `undone` for the page; neither is told when it is about a family that this user may not know."""
    found = session.scalars(sa.select(PlanStep).where(PlanStep.plan_id == plan.id).order_by(PlanStep.id)).all()
    standing = [step for step in found if not step.undone]
    ends = standing[-1] if standing else None, next((step for step in found if step.undone), None)
    hidden = unseen(session, by, plan) if any(ends) else ()
    before, after = (None if step is not None and step.case_id in hidden else step for step in ends)
    return before, after


def as_computed(session: Session, plan: Plan) -> dict[str, Any] | None:
    """The engine's own answer, before any manual move."""
    for step in session.scalars(
        sa.select(PlanStep).where(PlanStep.plan_id == plan.id).order_by(PlanStep.id).options(undefer(PlanStep.before))
    ):
        if not step.undone and step.before.get("answer") is not None:
            return dict(step.before["answer"])
    return plan.answer
