"""The background job that compares scenarios of a plan: asked overlays in, checked outcomes out."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Plan, PlanStatus, ScenarioSet, User
from optimisation.format.problem import Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.format.strict import Malformed
from optimisation.judging.check import check
from optimisation.overlays import Overlay, applied
from planner.background.jobs import Work, handler
from planner.plans.asking.computing import move_computation
from planner.plans.asking.solving import Limits, Outcome, solve_scenarios
from planner.plans.asking.tasks import OPEN, may_still_ask, without_an_answer
from planner.plans.asking.ticking import Ticker


def lost(session: Session, set_id: int) -> None:
    """Three workers died over these scenarios: they end as failed, and say so."""
    row = session.get(ScenarioSet, set_id)
    if row is not None and row.status in OPEN:
        row.failure = "lost"
        move_computation(session, row, PlanStatus.FAILED, what={"failure": "lost"})


@handler("scenarios", given_up=lost)
def answer(work: Work) -> None:
    """Solve a set of scenarios; done twice it does nothing the second time."""
    with work.database.work() as session:
        row = session.scalar(sa.select(ScenarioSet).where(ScenarioSet.id == work.target_id).with_for_update())
        plan = session.get(Plan, row.plan_id) if row else None
        if row is None or plan is None or row.status not in OPEN:
            return
        asker = session.get(User, row.asked_by_id) if row.asked_by_id else None
        if row.cancel_asked or not may_still_ask(asker):
            move_computation(session, row, PlanStatus.CANCELLED)
            return
        if row.status is not PlanStatus.RUNNING:
            move_computation(session, row, PlanStatus.RUNNING)
        problem, asked, start = plan.problem, row.asked, row.start
        limits = Limits(row.seconds, work.config.engine_workers, work.config.engine_memory_mb, plan.seed)
    ticker = Ticker(work.database, ScenarioSet, work.target_id)
    try:
        outcome = solve_scenarios(problem, asked, start, limits, tell=ticker.tell, cancelled=ticker.cancelled)
        status, found, failure = judged(problem, outcome)
    except Exception as error:
        status, found, failure = PlanStatus.FAILED, None, f"stopped by {type(error).__name__}"
    with work.database.work() as session:
        row = session.scalar(sa.select(ScenarioSet).where(ScenarioSet.id == work.target_id).with_for_update())
        if row is None or row.status is not PlanStatus.RUNNING:
            return
        asker = session.get(User, row.asked_by_id) if row.asked_by_id else None
        if not may_still_ask(asker):
            status, found, failure = PlanStatus.CANCELLED, None, ""
        row.answer, row.failure = found, failure[:300]
        move_computation(session, row, status)


def judged(problem: dict[str, Any], outcome: Outcome) -> tuple[PlanStatus, dict[str, Any] | None, str]:
    """What a run comes to: every plan in it is judged by rules alone, in the problem that it is for."""
    if outcome.plan is None or not outcome.plan.get("outcomes"):
        return without_an_answer(outcome)
    frozen = read_problem(problem)
    for one in outcome.plan["outcomes"]:
        try:
            breaches = check(_asked_of(frozen, one), read_plan(one["plan"]))
        except Malformed as error:
            return PlanStatus.FAILED, None, f"malformed plan: {error}"[:300]
        if breaches:
            return PlanStatus.FAILED, None, f"broken rule: {breaches[0]}"[:300]
    return PlanStatus.SOLVED, outcome.plan, ""


def _asked_of(problem: Problem, one: dict[str, Any]) -> Problem:
    """The problem that an outcome's plan is a plan of: the plan's own where it could simply be taken."""
    if one["stands"]:
        return problem
    overlay = Overlay(**{**one["overlay"], "closed": tuple(one["overlay"]["closed"])})
    return applied(problem, overlay)
