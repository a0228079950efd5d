"""The background job that answers a plan: frozen problem in, checked answer out, progress in between."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Plan, PlanStatus, User
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.format.strict import Malformed
from optimisation.judging.check import check
from planner.background.jobs import Work, handler
from planner.database.store import Database
from planner.plans.asking.computing import move_computation
from planner.plans.asking.solving import Limits, Outcome, solve
from planner.plans.asking.ticking import Ticker
from planner.roles import Can, may

OPEN = (PlanStatus.QUEUED, PlanStatus.RUNNING)
EXIT_INFEASIBLE, EXIT_UNKNOWN = 3, 4


FEW_CASES = 40
"""Up to here the engine makes one model, and counting its work costs nothing."""


def counted(plan: Plan) -> bool:
    """Whether the engine counts its work for this plan, as a repeatable run needs."""
    return plan.repeatable or len(plan.problem["cases"]) <= FEW_CASES


def lost(session: Session, plan_id: int) -> None:
    """Three workers died over this plan: it ends as failed, and says so."""
    plan = session.get(Plan, plan_id)
    if plan is not None and plan.status in OPEN:
        plan.failure = "lost"
        move_computation(session, plan, PlanStatus.FAILED, what={"failure": "lost"})


@handler("plan", given_up=lost)
def answer(work: Work) -> None:
    """Solve a plan; done twice it does nothing the second time. No transaction is open while the engine works."""
    with work.database.work() as session:
        plan = session.scalar(sa.select(Plan).where(Plan.id == work.target_id).with_for_update())
        if plan is None or plan.status not in OPEN:
            return
        asker = session.get(User, plan.asked_by_id) if plan.asked_by_id else None
        if plan.cancel_asked or not may_still_ask(asker):
            move_computation(session, plan, PlanStatus.CANCELLED)
            return
        if plan.status is not PlanStatus.RUNNING:  # a second try after a dead worker finds it running
            move_computation(session, plan, PlanStatus.RUNNING)
        problem = plan.problem
        limits = Limits(
            plan.seconds, work.config.engine_workers, work.config.engine_memory_mb, plan.seed, counted(plan)
        )
    ticker = Ticker(work.database, Plan, work.target_id)
    try:
        outcome = solve(problem, limits, tell=ticker.tell, cancelled=ticker.cancelled)
        status, found, failure = judged(problem, outcome)
    except Exception as error:
        status, found, failure = PlanStatus.FAILED, None, f"stopped by {type(error).__name__}"
    _store(work.database, work.target_id, status, found, failure)


def may_still_ask(asker: User | None) -> bool:
    """A job has the rights of whoever asked for it, as they are now; nobody's job is the command line's."""
    return asker is None or (asker.is_active and may(asker, Can.WRITE_PLANS))


def judged(problem: dict[str, Any], outcome: Outcome) -> tuple[PlanStatus, dict[str, Any] | None, str]:
    """What a run comes to: status, the answer when the independent judge finds no breach, else why not."""
    if outcome.plan is None:
        return without_an_answer(outcome)
    try:
        frozen, found = read_problem(problem), read_plan(outcome.plan)
    except Malformed as error:
        return PlanStatus.FAILED, None, f"malformed plan: {error}"[:300]
    breaches = check(frozen, found)
    if breaches:
        return PlanStatus.FAILED, None, f"broken rule: {breaches[0]}"[:300]
    ends = {"infeasible": PlanStatus.INFEASIBLE, "unknown": PlanStatus.UNKNOWN}
    return ends.get(found.status, PlanStatus.SOLVED), outcome.plan, ""


def without_an_answer(outcome: Outcome) -> tuple[PlanStatus, None, str]:
    if outcome.cancelled:
        return PlanStatus.CANCELLED, None, ""
    if outcome.overran:
        return PlanStatus.UNKNOWN, None, "limit"
    if outcome.code in (-9, -11) or "MemoryError" in "".join(outcome.words):
        return PlanStatus.FAILED, None, "memory"
    return PlanStatus.FAILED, None, f"exit {outcome.code}: " + "; ".join(outcome.words[-3:])[:250]


def _store(database: Database, plan_id: int, status: PlanStatus, found: dict[str, Any] | None, failure: str) -> None:
    with database.work() as session:
        plan = session.scalar(sa.select(Plan).where(Plan.id == plan_id).with_for_update())
        if plan is None or plan.status is not PlanStatus.RUNNING:
            return
        asker = session.get(User, plan.asked_by_id) if plan.asked_by_id else None
        if not may_still_ask(asker):
            status, found, failure = PlanStatus.CANCELLED, None, ""
        plan.answer, plan.failure = found, failure[:300]
        weight = (found or {}).get("totals", {}).get("unplaced_weight")
        move_computation(session, plan, status, what={"weight": weight})
