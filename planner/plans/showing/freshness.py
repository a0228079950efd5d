"""What changed since a problem was frozen: cases by their events, offers and escorts by version, lines by money."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Charge, EscortAssignmentCase, Event, Itinerary, Passenger, PassengerStatus
from models.money.charge import LIVE
from models.planning.plan import Plan
from models.words import Amount, Say, say
from planner.plans.showing.plan_sheet import Backing

OWN = ("plan.%", "%.read", "%.printed", "file.%")
"""Events that are no change of an input: what was done to plans, reads, prints."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One input that is not what it was: in words, with the engine's id and kind."""

    kind: str
    id: str
    words: Say


def changed_since(session: Session, plan: Plan, backing: Backing, own: Mapping[int, int]) -> list[Changed]:
    """Inputs that are not what they were when the problem was frozen, but for what this plan's own confirmations did.

    `backing` holds the rows as they are now, `own` what `reserved_by` found; one more query.
    """
    return [*_cases(session, plan), *_versions(plan, backing), *_lines(plan, backing, own)]


def _cases(session: Session, plan: Plan) -> list[Changed]:
    engine_ids: dict[int, str] = {facts["case"]: engine_id for engine_id, facts in plan.origins["cases"].items()}
    if not engine_ids:
        return []
    rows = session.execute(
        sa.select(Event.case_id, Case.number)
        .join(Case, Case.id == Event.case_id)
        .where(
            Event.id > plan.origins["event"],
            Event.case_id.in_(sorted(engine_ids)),
            Event.case_id.not_in(_confirmed_by(plan)),
            *(Event.action.not_like(pattern) for pattern in OWN),
        )
        .distinct()
        .order_by(Case.number)
    )
    return [
        Changed("case", engine_ids[case_id], say("Case %(number)s", number=number))
        for case_id, number in rows
        if case_id is not None
    ]


def _confirmed_by(plan: Plan) -> sa.Select[int]:
    """Cases that stand on an itinerary which this plan confirmed."""
    return (
        sa.select(Passenger.case_id)
        .join(Itinerary)
        .where(Itinerary.plan_id == plan.id, Passenger.status != PassengerStatus.CANCELLED)
    )


def reserved_by(session: Session, plan: Plan) -> dict[int, int]:
    """Line (id) → minor units that this plan's own confirmations hold."""
    own = sa.select(Itinerary.id).where(Itinerary.plan_id == plan.id)
    escorts = sa.select(EscortAssignmentCase.assignment_id).where(EscortAssignmentCase.itinerary_id.in_(own))
    rows = session.execute(
        sa.select(Charge.line_id, sa.func.sum(Charge.amount))
        .where(
            Charge.stage.in_(LIVE),
            Charge.made_at >= plan.asked_at,
            sa.or_(Charge.itinerary_id.in_(own), Charge.assignment_id.in_(escorts)),
        )
        .group_by(Charge.line_id)
    )
    return {line_id: int(total) for line_id, total in rows}


def _versions(plan: Plan, backing: Backing) -> list[Changed]:
    flights = {flight.code: flight for option in backing.options.values() for flight in option.flights}
    kinds: tuple[tuple[str, Mapping[str, Any], Say], ...] = (
        ("options", backing.options, say("Option %(code)s")),
        ("flights", flights, say("Flight %(code)s")),
        ("escorts", backing.escorts, say("Escort %(code)s")),
    )
    found = []
    for kind, rows, words in kinds:
        known: dict[str, list[int]] = plan.origins[kind]
        found += [
            Changed(kind, code, Say(words.msgid, (("code", code),)))
            for code, (_, version) in known.items()
            if code not in rows or rows[code].version != version
        ]
    return found


def _lines(plan: Plan, backing: Backing, own: Mapping[int, int]) -> list[Changed]:
    found = []
    for code, facts in plan.origins["lines"].items():
        line = backing.lines.get(code)
        less = facts["available"] - (line.available + own.get(line.id, 0) if line else 0)
        if line is not None and less > 0:
            found.append(
                Changed(
                    "lines",
                    code,
                    say(
                        "Line %(line)s: %(amount)s less available",
                        line=code,
                        amount=Amount(less, line.project.currency),
                    ),
                )
            )
    return found
