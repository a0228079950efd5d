"""The background job that compares scenarios of a plan: overlays in, checked outcomes out."""

from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from models import Plan, PlanStatus, ScenarioSet
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.overlays import Overlay, applied
from planner.background.jobs import Work, handler
from planner.config import Config
from planner.plans.asking.computing import Judged, Question, compute, lost, unfit, without_an_answer
from planner.plans.asking.solving import Limits, Outcome, solve_scenarios


@handler("scenarios", given_up=partial(lost, ScenarioSet))
def answer(work: Work) -> None:
    """Solve a set of scenarios."""
    compute(work, ScenarioSet, _question)


def _question(session: Session, row: ScenarioSet, config: Config) -> Question:
    plan = session.get_one(Plan, row.plan_id)
    limits = Limits(row.seconds, config.engine_workers, config.engine_memory_mb, plan.seed)
    return Question(partial(solve_scenarios, plan.problem, row.asked, row.start, limits), partial(judged, plan.problem))


def judged(problem: dict[str, Any], outcome: Outcome) -> Judged:
    """The result of a run: each plan in it is checked by the rules alone, in its own problem."""
    if outcome.plan is None or not outcome.plan.get("outcomes"):
        return without_an_answer(outcome)
    frozen = read_problem(problem)
    failure, _ = unfit((_asked_of(frozen, one), one["plan"]) for one in outcome.plan["outcomes"])
    return (PlanStatus.FAILED, None, failure) if failure else (PlanStatus.SOLVED, outcome.plan, "")


def _asked_of(problem: Problem, one: dict[str, Any]) -> Problem:
    """The problem that an outcome's plan solves: the plan's own problem if the plan is valid without the overlay."""
    if one["stands"]:
        return problem
    overlay = Overlay(**{**one["overlay"], "closed": tuple(one["overlay"]["closed"])})
    return applied(problem, overlay)
