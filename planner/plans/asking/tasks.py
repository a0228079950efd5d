"""The background job that calculates a plan: frozen problem in, checked answer out."""

from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from models import Plan, PlanStatus
from optimisation.format.reading_problem import read_problem
from planner.background.jobs import Work, handler
from planner.config import Config
from planner.plans.asking.computing import Answer, Judged, Question, compute, lost, unfit, without_an_answer
from planner.plans.asking.solving import Limits, Outcome, solve

FEW_CASES = 40
"""Up to this size the engine builds one model, and counting its work costs nothing."""


def counted(plan: Plan) -> bool:
    """Whether the engine counts its work for this plan, which makes the run repeatable."""
    return plan.repeatable or len(plan.problem["cases"]) <= FEW_CASES


@handler("plan", given_up=partial(lost, Plan))
def answer(work: Work) -> None:
    """Solve a plan."""
    compute(work, Plan, _question)


def _question(_session: Session, plan: Plan, config: Config) -> Question:
    limits = Limits(plan.seconds, config.engine_workers, config.engine_memory_mb, plan.seed, counted(plan))
    return Question(partial(solve, plan.problem, limits), partial(judged, plan.problem), _told)


def _told(answer: Answer) -> dict[str, Any]:
    return {"weight": (answer or {}).get("totals", {}).get("unplaced_weight")}


def judged(problem: dict[str, Any], outcome: Outcome) -> Judged:
    """The result of a run: status, the answer if the independent check finds no fault, else why not."""
    if outcome.plan is None:
        return without_an_answer(outcome)
    failure, found = unfit([(read_problem(problem), outcome.plan)])
    if failure:
        return PlanStatus.FAILED, None, failure
    ends = {"infeasible": PlanStatus.INFEASIBLE, "unknown": PlanStatus.UNKNOWN}
    return ends.get(found[0].status, PlanStatus.SOLVED), outcome.plan, ""
