"""What has changed since a plan was requested: today's inputs, compared by the rule in `differences`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Charge,
    Escort,
    EscortAssignmentCase,
    Flight,
    FlightOption,
    Itinerary,
    Passenger,
    PassengerStatus,
    Project,
)
from models.money.charge import LIVE
from models.people.account import User
from models.planning.plan import Plan
from models.travel.booking import HOLDING_A_SEAT
from models.words import Refused
from optimisation.format.reading_plan import read_plan
from planner.plans.problem.differences import Changed, Inputs, differing
from planner.plans.problem.freezing import freeze
from planner.plans.problem.question import Question
from planner.plans.problem.unseen import read_by

ON_BOARD = (*HOLDING_A_SEAT, PassengerStatus.DEPARTED)
ROWS: dict[str, type[FlightOption | Flight | Escort]] = {"options": FlightOption, "flights": Flight, "escorts": Escort}


def changed_since(session: Session, plan: Plan, own: Mapping[int, int], viewer: User, today: date) -> list[Changed]:
    """Inputs that differ from those of the plan. Changes by this plan's own confirmations are not counted.

    `own` is the result of `reserved_by`. If no problem can be made from today's rows, the reasons are returned.
    """
    plan = read_by(session, viewer, plan)
    try:
        now = _today(session, plan, viewer, today)
    except Refused as refusal:
        return [Changed("question", "", sentence) for sentence in refusal.sentences]
    return differing(Inputs(plan.problem, plan.origins), now, kept=_kept(session, plan), own=own)


def _today(session: Session, plan: Plan, viewer: User, today: date) -> Inputs:
    """The plan's question for today's rows. Offers that have merely become too late count as unchanged."""
    cases = frozenset(facts["case"] for facts in plan.origins["cases"].values())
    currency = session.scalar(sa.select(Project.currency).where(Project.id == plan.project_id)) or ""
    question = Question(plan.window_from, plan.window_until, currency, tuple(plan.line_ids), only=cases)
    frozen = freeze(session, question, viewer, today)
    versions = {kind: _versions(session, model, plan.origins[kind]) for kind, model in ROWS.items()}
    return Inputs(frozen.problem, {**frozen.origins, **versions})


def _versions(
    session: Session, model: type[FlightOption | Flight | Escort], then: Mapping[str, list[int]]
) -> dict[str, list[int]]:
    ids = sorted(row_id for row_id, _ in then.values())
    rows = session.execute(sa.select(model.code, model.id, model.version).where(model.id.in_(ids)))
    return {code: [row_id, version] for code, row_id, version in rows}


def _kept(session: Session, plan: Plan) -> set[str]:
    """The plan's cases (engine ids) that hold a seat where the plan puts them, or have departed from there."""
    cases: dict[str, int] = {engine_id: facts["case"] for engine_id, facts in plan.origins["cases"].items()}
    rows = session.execute(
        sa.select(Passenger.case_id, FlightOption.code, Itinerary.group_fare)
        .join(Itinerary, Itinerary.id == Passenger.itinerary_id)
        .join(FlightOption, FlightOption.id == Itinerary.option_id)
        .where(Passenger.status.in_(ON_BOARD), Passenger.case_id.in_(sorted(set(cases.values()))))
    )
    seats = {(case_id, code, group) for case_id, code, group in rows}
    answer: dict[str, Any] = plan.answer or {}
    return {
        one.case
        for one in (read_plan(answer).placements if answer else ())
        if (cases[one.case], one.journey, one.fare == "group") in seats
    }


def reserved_by(session: Session, plan: Plan) -> dict[int, int]:
    """Line id → minor units that this plan's own confirmations hold."""
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
