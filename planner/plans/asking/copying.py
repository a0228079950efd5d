"""A new plan with exactly the problem of another one: to calculate it again, or with an answer found by a scenario."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Plan, PlanCase, User

KEPT = ("window_from", "window_until", "project_id", "line_ids", "pins", "exclusions", "seconds", "seed", "repeatable")
FROZEN = ("problem", "origins", "left_out")


def with_its_problem(session: Session, plan: Plan, *, number: int, by: User, **different: Any) -> Plan:
    """Add a plan with this number and the period, question and frozen problem of `plan`; `different` are other columns.

    The caller holds the lock of `turn`, records the event and commits. Flushes.
    """
    columns = {name: getattr(plan, name) for name in (*KEPT, *FROZEN)} | different
    made = Plan(number=number, asked_by_id=by.id, **columns)
    session.add(made)
    session.flush()
    cases = session.scalars(sa.select(PlanCase.case_id).where(PlanCase.plan_id == plan.id))
    session.add_all(PlanCase(plan_id=made.id, case_id=case_id) for case_id in cases)
    return made
