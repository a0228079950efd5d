"""Runs the engine for a stored question, a plan or scenarios: claim once, report progress, judge, store, record.

No transaction is open while the engine works. Running the same question twice does nothing the second time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Plan, PlanStatus, ScenarioSet, User
from models.base import now
from models.planning.plan import NEXT_PLAN
from optimisation.format.plan import Plan as Found
from optimisation.format.problem import Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.strict import Malformed
from optimisation.judging.check import check
from planner.audit import events
from planner.background.jobs import Work
from planner.config import Config
from planner.plans.asking.solving import Outcome
from planner.plans.asking.ticking import Ticker
from planner.roles import Can, may

Row = TypeVar("Row", Plan, ScenarioSet)
OPEN = (PlanStatus.QUEUED, PlanStatus.RUNNING)
NOUNS: dict[type, str] = {Plan: "plan", ScenarioSet: "scenarios"}
Answer = dict[str, Any] | None
Judged = tuple[PlanStatus, Answer, str]
"""How a run ended: status, the answer if it may be kept, else why not."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the engine, read from its row before the engine starts.

    `solve` gets `tell` and `cancelled` and runs the child process; `judge` evaluates its outcome; `told` returns the
    facts of an answer for the event.
    """

    solve: Callable[..., Outcome]
    judge: Callable[[Outcome], Judged]
    told: Callable[[Answer], Mapping[str, Any]] = lambda _answer: {}


def compute(work: Work, kind: type[Row], question: Callable[[Session, Row, Config], Question]) -> None:
    """Answer one row of `kind`; `question` reads what to solve while the row is being claimed."""
    with work.database.work() as session:
        row = _locked(session, kind, work.target_id)
        if row is None or row.status not in OPEN:
            return
        if row.cancel_asked or not may_still_ask(_asker(session, row)):
            move_computation(session, row, PlanStatus.CANCELLED)
            return
        if row.status is not PlanStatus.RUNNING:  # a second try after a worker died finds it running
            move_computation(session, row, PlanStatus.RUNNING)
        asked = question(session, row, work.config)
    ticker = Ticker(work.database, kind, work.target_id)
    try:
        status, answer, failure = asked.judge(asked.solve(tell=ticker.tell, cancelled=ticker.cancelled))
    except Exception as error:
        status, answer, failure = PlanStatus.FAILED, None, f"stopped by {type(error).__name__}"
    with work.database.work() as session:
        row = _locked(session, kind, work.target_id)
        if row is None or row.status is not PlanStatus.RUNNING:
            return
        if not may_still_ask(_asker(session, row)):
            status, answer, failure = PlanStatus.CANCELLED, None, ""
        row.answer, row.failure = answer, failure[:300]
        move_computation(session, row, status, what=asked.told(answer))


def lost(kind: type[Row], session: Session, row_id: int) -> None:
    """Three workers died on this row: it is marked as failed, with the reason."""
    row = session.get(kind, row_id)
    if row is not None and row.status in OPEN:
        row.failure = "lost"
        move_computation(session, row, PlanStatus.FAILED, what={"failure": "lost"})


def move_computation(
    session: Session, row: Plan | ScenarioSet, target: PlanStatus, *, what: Mapping[str, Any] | None = None
) -> None:
    """Change the status of a plan or a set of scenarios to `target`, note when it finished, and write the event.

    Nothing else changes these statuses. Raises `Refused` when the table does not allow the move.
    """
    if target is not PlanStatus.RUNNING:
        row.finished_at = now()
    events.moved(session, row, target, NEXT_PLAN, f"{NOUNS[type(row)]}.{target.value}", by=None, what=what)


def may_still_ask(asker: User | None) -> bool:
    """A job has the present rights of the user who requested it. Without a user it came from the command line."""
    return asker is None or (asker.is_active and may(asker, Can.WRITE_PLANS))


def unfit(answers: Iterable[tuple[Problem, Mapping[str, Any]]]) -> tuple[str, list[Found]]:
    """Why one of these plans of the engine cannot be kept ("" if all can), and the plans as they were read.

    Each is checked by the rules alone, in the problem that it answers.
    """
    found: list[Found] = []
    for problem, told in answers:
        try:
            plan = read_plan(dict(told))
        except Malformed as error:
            return f"malformed plan: {error}"[:300], found
        breaches = check(problem, plan)
        if breaches:
            return f"broken rule: {breaches[0]}"[:300], found
        found.append(plan)
    return "", found


def without_an_answer(outcome: Outcome) -> Judged:
    """The end of a run without a plan: cancelled, out of time, out of memory, or failed with its last output."""
    if outcome.cancelled:
        return PlanStatus.CANCELLED, None, ""
    if outcome.overran:
        return PlanStatus.UNKNOWN, None, "limit"
    if outcome.code in (-9, -11) or "MemoryError" in "".join(outcome.words):
        return PlanStatus.FAILED, None, "memory"
    return PlanStatus.FAILED, None, f"exit {outcome.code}: " + "; ".join(outcome.words[-3:])[:250]


def _locked(session: Session, kind: type[Row], row_id: int) -> Row | None:
    return session.scalar(sa.select(kind).where(kind.id == row_id).with_for_update())


def _asker(session: Session, row: Plan | ScenarioSet) -> User | None:
    return session.get(User, row.asked_by_id) if row.asked_by_id else None
