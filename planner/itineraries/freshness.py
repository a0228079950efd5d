"""What changed since a problem was frozen: cases by their events, offers and escorts by version, lines by money."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, Case, Escort, Event, Flight, FlightOption
from models.plan import Plan
from models.words import Amount, Say, say

OWN = ("plan.%", "%.read", "file.%")
"""Events that are no change of an input: what was done to plans, reads."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One input that is not what it was: in words, with the engine's id and kind."""

    kind: str
    id: str
    words: Say


def changed_since(session: Session, plan: Plan) -> list[Changed]:
    """Inputs that changed after the problem was frozen; five queries."""
    return [*_cases(session, plan), *_versions(session, plan), *_lines(session, plan)]


def _cases(session: Session, plan: Plan) -> list[Changed]:
    engine_ids: dict[int, str] = {facts["case"]: engine_id for engine_id, facts in plan.origins["cases"].items()}
    if not engine_ids:
        return []
    rows = session.execute(
        sa.select(Event.case_id, Case.number).join(Case, Case.id == Event.case_id).where(
            Event.id > plan.origins["event"], Event.case_id.in_(sorted(engine_ids)),
            *(Event.action.not_like(pattern) for pattern in OWN)).distinct().order_by(Case.number))
    return [Changed("case", engine_ids[case_id], say("Case %(number)s", number=number)) for case_id, number in rows]


def _versions(session: Session, plan: Plan) -> list[Changed]:
    found = []
    kinds: tuple[tuple[str, Any, Say], ...] = (
        ("options", FlightOption, say("Option %(code)s")), ("flights", Flight, say("Flight %(code)s")),
        ("escorts", Escort, say("Escort %(code)s")))
    for kind, model, words in kinds:
        known: dict[str, list[int]] = plan.origins[kind]
        rows = session.execute(
            sa.select(model.id, model.version).where(model.id.in_([row[0] for row in known.values()])))
        now = {row_id: version for row_id, version in rows}
        found += [Changed(kind, code, Say(words.msgid, (("code", code),)))
                  for code, (row_id, version) in known.items() if now.get(row_id) != version]
    return found


def _lines(session: Session, plan: Plan) -> list[Changed]:
    known = plan.origins["lines"]
    rows = session.scalars(sa.select(BudgetLine).where(BudgetLine.id.in_([one["id"] for one in known.values()])))
    now = {line.id: line for line in rows}
    found = []
    for code, facts in known.items():
        line = now.get(facts["id"])
        less = facts["available"] - (line.available if line else 0)
        if line is not None and less > 0:
            found.append(Changed("lines", code, say(
                "Line %(line)s has %(amount)s less available", line=code, amount=Amount(less, line.project.currency))))
    return found
