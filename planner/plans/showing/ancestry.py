"""Compares a plan with the one it came from: who travels differently, and whether a repeated calculation agreed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models import Plan
from models.people.account import User
from planner.plans.asking import steps
from planner.plans.problem.unseen import unseen
from planner.plans.showing import queries

DECIDED = ("placements", "missions", "charters", "totals")
"""Parts of an answer that are the plan; the rest says how it was found."""


@dataclass(frozen=True, slots=True)
class Against:
    """The older plan and how many families are newly placed, no longer placed, or placed on another itinerary.

    `cost` is the extra cost of the new plan in minor units, if both leave the same urgency behind; else None.
    """

    older: Plan
    repeated: bool
    same: bool
    newly: int
    no_longer: int
    elsewhere: int
    cost: int | None

    @property
    def differ(self) -> int:
        return self.newly + self.no_longer + self.elsewhere


def against(session: Session, viewer: User, plan: Plan) -> Against | None:
    """Compares with the plan that this one repeats or is based on; None if the viewer may see no such plan."""
    source = plan.repeats_id or plan.based_on_id
    older = queries.found(session, viewer, source) if source else None
    if older is None or older.answer is None or plan.answer is None:
        return None
    before = steps.as_computed(session, older) if plan.repeats_id else older.answer
    after = steps.as_computed(session, plan) if plan.repeats_id else plan.answer
    if before is None or after is None:
        return None
    hidden = unseen(session, viewer, older) | unseen(session, viewer, plan)
    old, new = (_places(*one, hidden) for one in ((older, before), (plan, after)))
    cases = {**old, **new}
    moved = [case for case in cases if old.get(case) != new.get(case)]
    totals = before["totals"], after["totals"]
    level = totals[0]["unplaced_weight"] == totals[1]["unplaced_weight"]
    return Against(
        older,
        plan.repeats_id is not None,
        all(before[part] == after[part] for part in DECIDED),
        sum(not old.get(case) for case in moved),
        sum(not new.get(case) for case in moved),
        sum(bool(old.get(case) and new.get(case)) for case in moved),
        totals[1]["cost"] - totals[0]["cost"] if level else None,
    )


def _places(plan: Plan, answer: Mapping[str, Any], hidden: Collection[int]) -> dict[int, frozenset[str]]:
    """Case id → options its parts are on; nothing for a case that stays or is in `hidden`."""
    found: dict[int, frozenset[str]] = {}
    for one in answer["placements"]:
        case_id = plan.origins["cases"][one["case"]]["case"]
        if case_id in hidden:
            continue
        found[case_id] = found.get(case_id, frozenset()) | {one["journey"]}
    return found
