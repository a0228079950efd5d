"""A plan as somebody reads it who may not know of all of its families: these are not in it at all.

Their seats are told apart from it, as seats held by the office, and their money stays in the totals of the lines.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from models import Plan
from models.people.account import User
from models.planning.plan import unseen_in


def unseen(session: Session, viewer: User, plan: Plan) -> frozenset[int]:
    """Ids of the plan's families that this viewer may not know of."""
    return frozenset(case_id for _, case_id in session.execute(unseen_in(viewer, [plan.id])))


def engine_ids(plan: Plan, hidden: Collection[int]) -> frozenset[str]:
    """The ids that these families have in the plan."""
    return frozenset(one for one, facts in plan.origins["cases"].items() if facts["case"] in hidden)


def read_by(session: Session, viewer: User, plan: Plan) -> Plan:
    """The plan as this viewer reads it: the stored row itself, or a copy without the families that are not theirs.

    The copy is for reading: it belongs to no session, and nothing that is written to it is ever stored.
    """
    hidden = unseen(session, viewer, plan)
    return without(plan, hidden) if hidden else plan


def without(plan: Plan, hidden: Collection[int]) -> Plan:
    """A copy of the plan that does not know these families (ids); totals of money stay as they are."""
    ids = engine_ids(plan, hidden)
    kept = {column.key: getattr(plan, column.key) for column in inspect(Plan).column_attrs}
    kept |= {
        "pins": _others(plan.pins, hidden),
        "exclusions": _others(plan.exclusions, hidden),
        "problem": {**plan.problem, "cases": [one for one in plan.problem["cases"] if one["id"] not in ids]},
        "origins": {**plan.origins, "cases": {k: v for k, v in plan.origins["cases"].items() if k not in ids}},
        "left_out": [one for one in plan.left_out if one["case"] not in hidden],
        "answer": answer_without(plan.answer, ids),
    }
    return Plan(**kept)


def _others(by_case: Mapping[str, Any], hidden: Collection[int]) -> dict[str, Any]:
    return {key: value for key, value in by_case.items() if int(key) not in hidden}


def answer_without(answer: Mapping[str, Any] | None, ids: Collection[str]) -> dict[str, Any] | None:
    """The same answer without these cases (the engine's ids) and without escorts who attend nobody else."""
    if answer is None:
        return None
    missions = [
        {**one, "attends": [case for case in one["attends"] if case not in ids]}
        for one in answer.get("missions", ())
        if not one["attends"] or not set(one["attends"]) <= set(ids)
    ]
    conflict = [one for one in answer.get("conflict", ()) if not set(map(str, one["pins"])) & set(ids)]
    return {
        **answer,
        "placements": [one for one in answer["placements"] if one["case"] not in ids],
        "unplaced": [one for one in answer["unplaced"] if one["case"] not in ids],
        "missions": missions,
        **({"conflict": conflict} if "conflict" in answer else {}),
    }
