"""Judges a part of a plan against today's rows: one sentence for each reason why it is no longer valid."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, FlightOption, OptionState, Plan, Project
from models.base import now
from models.words import Say, say
from optimisation.facts.plan_index import Breach
from optimisation.facts.suitability import ruled_out_by
from optimisation.format import plan as plans
from optimisation.format.plan import Placement
from optimisation.format.problem import Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.rules import breaches
from planner.plans.asking import moving
from planner.plans.problem.caseload import with_papers
from planner.plans.problem.freezing import frozen_from
from planner.plans.problem.question import Frozen, Question
from planner.plans.problem.readiness import Facts, missing, window_of
from planner.plans.problem.rows_read import Reading


@dataclass(slots=True)
class Rebuilt:
    """Part of a plan in a problem made from today's rows; it can be confirmed if `refusals` is empty."""

    codes: frozenset[str]
    frozen: Frozen
    problem: Problem
    part: plans.Plan
    refusals: list[Say] = field(default_factory=list)
    broken: list[Breach] = field(default_factory=list)
    """The rules it breaks, used to find what prevents it."""
    unplanned: bool = False
    """Whether an option or family of it no longer is what the plan needs, so that no other itinerary could help."""


def asked_of(session: Session, plan: Plan, codes: frozenset[str]) -> Question:
    """The question that these itineraries answer, for today's rows."""
    case_of = _case_of(plan)
    ids = frozenset(case_of[one.case] for one in read_plan(plan.answer or {}).placements if one.journey in codes)
    currency = session.scalar(sa.select(Project.currency).where(Project.id == plan.project_id)) or ""
    return Question(plan.window_from, plan.window_until, currency, tuple(plan.line_ids), only=ids, options=codes)


def rebuild(session: Session, plan: Plan, question: Question, reading: Reading) -> Rebuilt:
    """Make the problem of these itineraries from today's rows and judge the plan's part in it."""
    codes = question.options or frozenset()
    answer = read_plan(plan.answer or {})
    wanted = [one for one in answer.placements if one.journey in codes]
    frozen = frozen_from(reading, question)
    problem = read_problem(frozen.problem)
    part = _part(answer, wanted, problem, codes)
    gone = list(_gone_options(session, codes, problem, frozen))
    refusals = [*gone, *_gone_cases(session, plan, wanted, frozen, reading)]
    broken = [] if refusals else list(breaches(problem, part))
    refusals += dict.fromkeys(_sentence(problem, part, one) for one in broken)
    return Rebuilt(codes, frozen, problem, part, refusals, broken, bool(gone))


def _case_of(plan: Plan) -> dict[str, int]:
    return {engine_id: facts["case"] for engine_id, facts in plan.origins["cases"].items()}


def _part(answer: plans.Plan, wanted: list[Placement], problem: Problem, codes: frozenset[str]) -> plans.Plan:
    """The plan's decisions on what the new problem contains; charges that have become zero name no line."""
    placements = []
    for one in wanted:
        case = problem.cases_by_id.get(one.case)
        if case is None or one.journey not in problem.journeys_by_id:
            continue
        lines = {kind: line for kind, line in one.lines.items() if kind != "assistance" or case.assistance_cost}
        placements.append(Placement(one.case, one.journey, one.fare, lines, one.attended_by))
    known = {one.case for one in placements}
    needed = {mission for one in placements for mission in one.attended_by}
    missions = tuple(
        plans.Mission(
            one.id,
            one.escort,
            one.role,
            one.legs,
            tuple(case for case in one.attends if case in known),
            one.line,
            one.cost,
        )
        for one in answer.missions
        if one.id in needed
    )
    charters = {
        code: line
        for code, line in answer.charters.items()
        if code in codes and code in problem.journeys_by_id and problem.journeys_by_id[code].fixed_cost
    }
    left = tuple(plans.Unplaced(one.id) for one in problem.cases if one.id not in known)
    return plans.Plan("feasible", tuple(placements), left, missions, charters)


def _gone_options(session: Session, codes: frozenset[str], problem: Problem, frozen: Frozen) -> Iterable[Say]:
    gone = [code for code in codes if code not in problem.journeys_by_id]
    rows = (
        {one.code: one for one in session.scalars(sa.select(FlightOption).where(FlightOption.code.in_(gone)))}
        if gone
        else {}
    )
    for code in sorted(codes):
        option = frozen.rows.options.get(code)
        if option is None:
            yield _why_gone(rows.get(code), code)
        elif option.state is OptionState.ESTIMATE:
            yield say("%(code)s is an estimate. You can confirm it once the travel agent has offered it.", code=code)


def _why_gone(option: FlightOption | None, code: str) -> Say:
    if option is not None and any(flight.cancelled for flight in option.flights):
        return say("A flight in option %(code)s has been cancelled.", code=code)
    if option is not None and option.time_limit is not None and option.time_limit <= now():
        return say("The time limit of %(code)s passed on %(day)s.", code=code, day=option.time_limit)
    return say("%(code)s is no longer offered.", code=code)


def _gone_cases(
    session: Session, plan: Plan, wanted: list[Placement], frozen: Frozen, reading: Reading
) -> Iterable[Say]:
    """Families missing in the new problem in this form, except those already confirmed here."""
    lacking = {plan.origins["cases"][one.case]["case"]: one for one in wanted if one.case not in frozen.rows.cases}
    if not lacking:
        return
    rows = session.scalars(with_papers(sa.select(Case).where(Case.id.in_(sorted(lacking)))).order_by(Case.number))
    for case in rows:
        yield from _why_not(case, frozen, reading)


def _why_not(case: Case, frozen: Frozen, reading: Reading) -> Iterable[Say]:
    told: list[dict[str, Any]] = [one for one in frozen.left_out if one["case"] == case.id]
    facts: Facts = reading.facts
    sentences = missing(case, facts)
    for sentence in sentences:
        yield say("Case %(number)s: %(what)s", number=case.number, what=sentence)
    if told and not sentences:
        window = window_of(case, facts)
        yield say(
            "Case %(number)s can no longer travel on that day. It can travel from %(first)s and "
            "must travel by %(last)s.",
            number=case.number,
            first=window.first,
            last=window.last or "–",
        )
    elif not sentences and any(one.case.id == case.id for one in reading.load.going):
        yield say(
            "Case %(number)s shares an escort, a group fare or a charter with seats that are not part of this plan.",
            number=case.number,
        )
    elif not sentences:
        yield say(
            "Case %(number)s has changed since the plan was made: check its status, people, places and programme.",
            number=case.number,
        )


def _sentence(problem: Problem, part: plans.Plan, breach: Breach) -> Say:
    """A broken rule as a sentence with the family, line, escort or option it is about."""
    rule = moving.RULES.get(breach.rule, say("a rule"))
    case = next((one for one in breach.ids if one in problem.cases_by_id), None)
    line = next((one for one in breach.ids if one in problem.lines_by_id), None)
    escort = next((one for one in breach.ids if one in problem.escorts_by_id), None)
    if breach.rule == "lines" and line is not None:
        return say(
            "This can no longer be paid from line %(line)s: there is not enough available or the "
            "line is not open on that day.",
            line=line,
        )
    if breach.rule == "journey" and case is not None:
        journey = problem.journeys_by_id.get(part.journeys_of.get(case, ""))
        if journey is not None and ruled_out_by(problem, problem.cases_by_id[case], journey) == "excluded":
            return say(
                "%(code)s cannot take any more people: its time limit has passed or it is no longer offered.",
                code=journey.id,
            )
        if journey is not None:
            rule = moving.broken_rule(problem, case, journey, (breach,))
    if escort is not None:
        return say("Escort %(escort)s is no longer available for this.", escort=escort)
    if breach.rule == "seats":
        full = ", ".join(one for one in breach.ids if one != case)
        return say("There are not enough seats left: %(ids)s.", ids=full)
    if case is not None:
        return say("Case %(number)s: %(what)s", number=case, what=rule)
    return say("%(ids)s: %(what)s", ids=", ".join(breach.ids) or "–", what=rule)
