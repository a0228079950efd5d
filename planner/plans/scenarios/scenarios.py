"""Operations on scenarios: requesting overlays, reading their outcomes, and using one of them as a plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from models import Plan, PlanStatus, Run, RunState, ScenarioSet
from models.base import now
from models.people.account import User
from models.words import Refused, Say, say
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.overlays import FORMAT
from planner.audit import events
from planner.background.jobs import Jobs
from planner.bookings.turn import take_turn
from planner.plans.asking.copying import with_its_problem
from planner.plans.asking.service import RUNNING, next_number

STEP = 100_000
"""The step by which a line's last money is priced: a thousand of its currency, in minor units."""
PLAIN, SOONEST, FEWEST, LINE, ESCORT, HUB = "as_it_is", "soonest", "fewest_escorts", "line", "escort", "hub"
MORE_PERCENT = 110


@dataclass(frozen=True, slots=True)
class Choice:
    """What to compare with the plan: lines with 10 % more, one more escort of a role, airports closed."""

    soonest: bool = True
    fewest_escorts: bool = True
    lines: Sequence[str] = ()
    roles: Sequence[str] = ()
    hubs: Sequence[str] = ()


def overlays(problem: Mapping[str, Any], choice: Choice) -> dict[str, Any]:
    """The choice as overlays for the engine. The first overlay changes nothing: the others are compared with it."""
    found: list[dict[str, Any]] = [{"name": PLAIN}]
    found += [{"name": SOONEST, "aim": "soonest"}] if choice.soonest else []
    found += [{"name": FEWEST, "aim": "fewest_escorts"}] if choice.fewest_escorts else []
    found += [{"name": f"{LINE}:{line}", "ceilings": {line: MORE_PERCENT}} for line in choice.lines]
    found += [{"name": f"{ESCORT}:{role}", "escorts": {role: 1}} for role in choice.roles]
    found += [{"name": f"{HUB}:{hub}", "closed": [hub]} for hub in choice.hubs]
    return {"format": FORMAT, "overlays": found, "lines": [line["id"] for line in problem["lines"]], "step": STEP}


def told(name: str, role_word: Callable[[str], str]) -> Say:
    """A scenario's name in words; `role_word` returns the name of an escort role in the reader's language."""
    kind, _, about = name.partition(":")
    return {
        PLAIN: say("Cheapest, as asked"),
        SOONEST: say("Soonest"),
        FEWEST: say("Fewest escorts"),
        LINE: say("%(line)s: 10%% more money", line=about),
        ESCORT: say("One more escort: %(role)s", role=role_word(about)),
        HUB: say("Without %(airport)s", airport=about),
    }.get(kind, say("Another scenario"))


def hubs(problem: Mapping[str, Any]) -> list[str]:
    """Airports at which some journey changes aircraft."""
    legs = {leg["id"]: leg for leg in problem["legs"]}
    return sorted({legs[leg]["destination"] for journey in problem["journeys"] for leg in journey["legs"][:-1]})


def ask(session: Session, jobs: Jobs, plan: Plan, choice: Choice, seconds: int, *, by: User) -> ScenarioSet:
    """Queue the comparison. Raises `Refused` for a plan without an answer, and while another one is calculated."""
    if plan.status is not PlanStatus.SOLVED:
        raise Refused(say("Plan %(number)s has nothing to compare yet.", number=plan.number))
    if any(one.status in RUNNING and not given_up(session, one) for one in of_plan(session, plan)):
        raise Refused(say("The scenarios of plan %(number)s are already being calculated.", number=plan.number))
    row = ScenarioSet(
        plan_id=plan.id, asked=overlays(plan.problem, choice), start=plan.answer, seconds=seconds, asked_by_id=by.id
    )
    session.add(row)
    session.flush()
    events.record(
        session,
        "scenarios.asked",
        row,
        by=by,
        what={"plan": plan.number, "scenarios": [one["name"] for one in row.asked["overlays"]]},
    )
    jobs.ask(session, "scenarios", row.id)
    return row


def stop(session: Session, row: ScenarioSet, *, by: User) -> None:
    """Ask the engine to stop; finished scenarios are kept. Raises `Refused` when nothing is being calculated."""
    if row.status not in RUNNING:
        raise Refused(say("These scenarios are not being calculated."))
    if not row.cancel_asked:
        row.cancel_asked = True
        events.record(session, "scenarios.stop_asked", row, by=by)


def take(session: Session, plan: Plan, row: ScenarioSet, name: str, *, by: User) -> Plan:
    """Copy a scenario's plan into a new plan that can be changed and confirmed; it is checked once more.

    Raises `Refused` for a plan that is valid only with the scenario's changes.
    """
    found = outcome(row, name)
    if found is None or not found["stands"]:
        raise Refused(say("This scenario depends on a change that has not been made, so it cannot be used as a plan."))
    breaches = check(read_problem(plan.problem), read_plan(found["plan"]))
    if breaches:
        raise Refused(say("This scenario's plan breaks a rule, so it cannot be used."))
    take_turn(session)
    made = with_its_problem(
        session,
        plan,
        number=next_number(session),
        by=by,
        status=PlanStatus.SOLVED,
        based_on_id=plan.id,
        seconds=row.seconds,
        repeatable=False,
        answer=found["plan"],
        asked_at=plan.asked_at,
        finished_at=now(),
    )
    events.record(session, "plan.taken", made, by=by, what={"plan": plan.number, "scenario": name})
    return made


def outcome(row: ScenarioSet, name: str) -> dict[str, Any] | None:
    """One scenario's answer."""
    return next((one for one in (row.answer or {}).get("outcomes", ()) if one["overlay"]["name"] == name), None)


def of_plan(session: Session, plan: Plan) -> list[ScenarioSet]:
    """Comparisons of a plan, newest first."""
    return list(
        session.scalars(
            sa.select(ScenarioSet).where(ScenarioSet.plan_id == plan.id).order_by(ScenarioSet.id.desc()).limit(20)
        )
    )


def one(session: Session, plan: Plan, set_id: int) -> ScenarioSet | None:
    """One comparison of this plan, with its answer."""
    return session.scalar(
        sa.select(ScenarioSet)
        .where(ScenarioSet.id == set_id, ScenarioSet.plan_id == plan.id)
        .options(undefer(ScenarioSet.answer), undefer(ScenarioSet.asked), undefer(ScenarioSet.start))
    )


def given_up(session: Session, row: ScenarioSet) -> bool:
    """Whether the background job of a comparison with the status "computing" was given up."""
    state = session.scalar(sa.select(Run.state).where(Run.kind == "scenarios", Run.target_id == row.id))
    return row.status in RUNNING and state is RunState.FAILED


def priced(session: Session, plan: Plan) -> list[dict[str, Any]]:
    """The effect of a thousand more or less on each line, from the newest comparison of the current plan."""
    row = session.scalar(
        sa.select(ScenarioSet)
        .where(ScenarioSet.plan_id == plan.id, ScenarioSet.status == PlanStatus.SOLVED)
        .order_by(ScenarioSet.id.desc())
        .limit(1)
        .options(undefer(ScenarioSet.answer), undefer(ScenarioSet.start))
    )
    return list(row.answer["lines"]) if row and row.answer and row.start == plan.answer else []
