"""Operations on plans: request, request again, stop, pin, exclude, undo."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from models import Case, Plan, PlanCase, PlanStatus, Project
from models.people.account import User
from models.words import Refused, say
from planner.audit import events
from planner.background.jobs import Jobs
from planner.bookings.turn import take_turn
from planner.plans.asking import steps
from planner.plans.asking.copying import with_its_problem
from planner.plans.problem.freezing import freeze
from planner.plans.problem.question import question_of

LONGEST_WINDOW = timedelta(days=92)
MOST_SECONDS = 3600
RUNNING = (PlanStatus.QUEUED, PlanStatus.RUNNING)
ASKED = ("window_from", "window_until", "project_id", "line_ids", "seconds", "seed", "repeatable", "pins", "exclusions")
"""What makes two questions different."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the planner requests: departure dates (both included), lines that can pay, time for the calculation."""

    window_from: date
    window_until: date
    project_id: int
    line_ids: tuple[int, ...]
    seconds: int = 60
    seed: int = 0
    repeatable: bool = False
    pins: Mapping[int, str] = field(default_factory=dict)
    exclusions: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    based_on_id: int | None = None


def _possible(wish: Wish) -> None:
    if not wish.window_from <= wish.window_until:
        raise Refused(say("The period ends before it begins."))
    if wish.window_until - wish.window_from > LONGEST_WINDOW:
        raise Refused(say("The planning period can be up to 3 months."))
    if not 1 <= wish.seconds <= MOST_SECONDS:
        raise Refused(say("The calculation time must be 1 to %(most)s seconds.", most=MOST_SECONDS))


def ask(
    session: Session,
    jobs: Jobs,
    wish: Wish,
    *,
    by: User,
    today: date,
    unlocked: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Plan:
    """Freeze today's rows into a problem, store the plan and queue its calculation after the commit.

    Freezing a large caseload takes seconds; it happens inside `unlocked()`, where nothing is written. The same request
    while it is being calculated returns the same plan. Raises `Refused` for an impossible period, an unknown project or
    line, a missing exchange rate, or if nobody can be planned.
    """
    _possible(wish)
    project = session.get(Project, wish.project_id)
    if project is None:
        raise Refused(say("Choose a project."))
    plan = _unnumbered(wish, by)
    with unlocked():
        frozen = freeze(session, question_of(plan, project.currency), by, today)
        spoken_of = {case.id for case in frozen.rows.cases.values()} | {one["case"] for one in frozen.left_out}
    if not frozen.problem["cases"] and not frozen.left_out:
        raise Refused(
            say("No one can be planned for this period: no ready case can be paid for from these budget lines.")
        )
    take_turn(session)
    if (running := _same_question(session, plan, frozen.problem)) is not None:
        return running
    plan.number, plan.problem, plan.origins, plan.left_out = (
        next_number(session),
        frozen.problem,
        frozen.origins,
        frozen.left_out,
    )
    session.add(plan)
    session.flush()
    session.add_all(PlanCase(plan_id=plan.id, case_id=case_id) for case_id in sorted(spoken_of))
    asked = {"window": [wish.window_from.isoformat(), wish.window_until.isoformat()], "lines": list(plan.line_ids)}
    events.record(session, "plan.asked", plan, by=by, what={**asked, "cases": len(spoken_of)})
    jobs.ask(session, "plan", plan.id)
    return plan


def _unnumbered(wish: Wish, by: User) -> Plan:
    """The plan for a wish, without number and problem, not added to a session yet."""
    return Plan(
        window_from=wish.window_from,
        window_until=wish.window_until,
        project_id=wish.project_id,
        line_ids=sorted(set(wish.line_ids)),
        pins={str(case_id): code for case_id, code in wish.pins.items()},
        exclusions={str(case_id): list(codes) for case_id, codes in wish.exclusions.items() if codes},
        based_on_id=wish.based_on_id,
        seconds=wish.seconds,
        seed=wish.seed,
        repeatable=wish.repeatable,
        asked_by_id=by.id,
    )


def _same_question(session: Session, plan: Plan, problem: dict[str, Any]) -> Plan | None:
    """The same question of the same person that is being calculated: a form sent twice makes one plan."""
    running = session.scalars(
        sa.select(Plan)
        .where(Plan.status.in_(RUNNING), Plan.asked_by_id == plan.asked_by_id, Plan.repeats_id.is_(None))
        .options(undefer(Plan.problem))
    )
    return next(
        (
            one
            for one in running
            if one.problem == problem and all(getattr(one, name) == getattr(plan, name) for name in ASKED)
        ),
        None,
    )


def ask_again(
    session: Session,
    jobs: Jobs,
    plan: Plan,
    *,
    by: User,
    today: date,
    unlocked: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Plan:
    """The same question with today's rows and the pins and exclusions of `plan`."""
    return ask(
        session,
        jobs,
        Wish(
            plan.window_from,
            plan.window_until,
            plan.project_id,
            tuple(plan.line_ids),
            plan.seconds,
            plan.seed,
            plan.repeatable,
            {int(case_id): code for case_id, code in plan.pins.items()},
            {int(case_id): tuple(codes) for case_id, codes in plan.exclusions.items()},
            plan.id,
        ),
        by=by,
        today=today,
        unlocked=unlocked,
    )


def repeat(session: Session, jobs: Jobs, plan: Plan, *, by: User) -> Plan:
    """Calculate the stored problem of `plan` again, with its seed and time; the answer should be the same plan.

    Today's rows are not used. Raises `Refused` while the plan is being calculated.
    """
    _open_to_change(plan)
    take_turn(session)
    again = with_its_problem(session, plan, number=next_number(session), by=by, repeats_id=plan.id)
    events.record(session, "plan.repeated", again, by=by, what={"plan": plan.number})
    jobs.ask(session, "plan", again.id)
    return again


def next_number(session: Session) -> int:
    """The number of the next plan; the caller holds the lock of `turn`."""
    return (session.scalar(sa.select(sa.func.max(Plan.number))) or 0) + 1


def cancel(session: Session, plan: Plan, *, by: User) -> None:
    """Ask the engine to stop; it keeps the best plan so far. Raises `Refused` when nothing is being calculated."""
    if plan.status not in RUNNING:
        raise Refused(say("Plan %(number)s is not being calculated.", number=plan.number))
    if not plan.cancel_asked:
        plan.cancel_asked = True
        events.record(session, "plan.stop_asked", plan, by=by)


def pin(session: Session, plan: Plan, case: Case, code: str, *, by: User) -> None:
    """Keep a case on an option in the next calculation. Raises `Refused` for an option not in the plan."""
    _open_to_change(plan)
    if code not in {journey["id"] for journey in plan.problem["journeys"]}:
        raise Refused(say("Option %(code)s is not part of this plan.", code=code))
    if plan.pins.get(str(case.id)) == code:
        return
    steps.take(session, plan, "pinned", case, code, by)
    plan.pins = {**plan.pins, str(case.id): code}
    plan.exclusions = _without(plan.exclusions, case.id, code)
    events.record(session, "plan.pinned", plan, by=by, case_id=case.id, what={"option": code})


def unpin(session: Session, plan: Plan, case: Case, *, by: User) -> None:
    """Let the engine decide on the case again."""
    _open_to_change(plan)
    if str(case.id) not in plan.pins:
        return
    steps.take(session, plan, "unpinned", case, plan.pins[str(case.id)], by)
    plan.pins = {key: code for key, code in plan.pins.items() if key != str(case.id)}
    events.record(session, "plan.unpinned", plan, by=by, case_id=case.id)


def exclude(session: Session, plan: Plan, case: Case, code: str, *, by: User) -> None:
    """Keep a case off an option in the next calculation. Raises `Refused` for an option not in the plan."""
    _open_to_change(plan)
    if code not in {journey["id"] for journey in plan.problem["journeys"]}:
        raise Refused(say("Option %(code)s is not part of this plan.", code=code))
    codes = plan.exclusions.get(str(case.id), [])
    if code in codes:
        return
    steps.take(session, plan, "excluded", case, code, by)
    plan.exclusions = {**plan.exclusions, str(case.id): [*codes, code]}
    plan.pins = {key: pinned for key, pinned in plan.pins.items() if key != str(case.id) or pinned != code}
    events.record(session, "plan.excluded", plan, by=by, case_id=case.id, what={"option": code})


def allow(session: Session, plan: Plan, case: Case, code: str, *, by: User) -> None:
    """Let a case use an option again."""
    _open_to_change(plan)
    if code not in plan.exclusions.get(str(case.id), []):
        return
    steps.take(session, plan, "allowed", case, code, by)
    plan.exclusions = _without(plan.exclusions, case.id, code)
    events.record(session, "plan.allowed", plan, by=by, case_id=case.id, what={"option": code})


def _open_to_change(plan: Plan) -> None:
    if plan.status in RUNNING:
        raise Refused(
            say("Plan %(number)s is being calculated. Wait until it finishes or stop it.", number=plan.number)
        )


def _without(exclusions: Mapping[str, Collection[str]], case_id: int, code: str) -> dict[str, list[str]]:
    left = {key: [one for one in codes if key != str(case_id) or one != code] for key, codes in exclusions.items()}
    return {key: codes for key, codes in left.items() if codes}
