"""The one place that changes the status of a plan or of a set of scenarios."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from models import Plan, PlanStatus, ScenarioSet
from models.base import now
from models.planning.plan import NEXT_PLAN
from planner.audit import events

NOUNS: dict[type, str] = {Plan: "plan", ScenarioSet: "scenarios"}


def move_computation(
    session: Session, row: Plan | ScenarioSet, target: PlanStatus, *, what: Mapping[str, Any] | None = None
) -> None:
    """Give a plan or a set of scenarios the status `target`, note when it finished, and write the event.

    Raises `Refused` when the table does not allow the move.
    """
    if target is not PlanStatus.RUNNING:
        row.finished_at = now()
    events.moved(session, row, target, NEXT_PLAN, f"{NOUNS[type(row)]}.{target.value}", by=None, what=what)
