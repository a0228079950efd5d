"""Moving a family manually: the result for every option in advance, and the move itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from models import Case, Plan, PlanStatus
from models.people.account import User
from models.words import Refused, Say, say
from optimisation.facts.plan_index import Breach
from optimisation.facts.suitability import ruled_out_by
from optimisation.format import plan as plans
from optimisation.format.plan import gap_of, to_json
from optimisation.format.problem import Journey, Problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging import judge
from optimisation.judging.check import check
from planner.audit import events
from planner.plans.asking import steps
from planner.plans.problem.unseen import engine_ids, unseen

RULES: dict[str, Say] = {
    "journey": say("documents or dates"),
    "dates": say("dates"),
    "arrival": say("documents"),
    "destination": say("destination"),
    "connections": say("number of connections"),
    "overnight": say("overnight stop"),
    "transit": say("transit"),
    "transfer": say("drive to the airport"),
    "excluded": say("manually excluded"),
    "together": say("keeping the family together"),
    "apart": say("cannot be combined"),
    "seats": say("seats"),
    "limits": say("airline services"),
    "minimum": say("too few people"),
    "group": say("group fare"),
    "escort": say("escort"),
    "mission": say("escort"),
    "roster": say("escort's available days"),
    "lines": say("budget line"),
    "day_limits": say("daily limit"),
    "pinned": say("pinned"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One option for a family; None leaves it behind. `cost` is the change in minor units."""

    journey: Journey | None
    departs_on: date | None
    flights: str
    allowed: bool
    cost: int
    others: int
    """How many other families would travel differently."""
    broken: Say | None
    here: bool = False


def moves(plan: Plan, engine_id: str, unseen: Collection[str] = ()) -> list[Move]:
    """Every option to the family's destinations with its verdict, those that fit first, cheapest first.

    Families in `unseen` (the engine's ids) keep their seats, whatever the reader would like to move.
    """
    problem, answer = read_problem(plan.problem), _answer(plan)
    case = problem.cases_by_id[engine_id]
    at = answer.journeys_of.get(engine_id)
    found = []
    for journey in problem.journeys:
        if problem.legs_of[journey.id][-1].destination in case.destinations:
            found.append(_move(problem, answer, engine_id, journey, at == journey.id, unseen))
    found.sort(key=lambda move: (not move.allowed, move.cost if move.allowed else 0, move.departs_on or date.max))
    return found


def _move(
    problem: Problem, answer: plans.Plan, engine_id: str, journey: Journey, here: bool, unseen: Collection[str]
) -> Move:
    legs = problem.legs_of[journey.id]
    flights = " · ".join(f"{leg.carrier} {leg.number}" for leg in legs)
    if here:
        return Move(journey, legs[0].departure_date, flights, True, 0, 0, None, True)
    verdict = judge.verdict(problem, answer, engine_id, journey.id)
    family = set(judge.linked(problem, engine_id))
    others = len(set(verdict.moved) - family)
    if verdict.allowed and set(verdict.moved) & set(unseen):
        return Move(journey, legs[0].departure_date, flights, False, verdict.cost_change, 0, RULES["seats"])
    broken = None if verdict.allowed else broken_rule(problem, engine_id, journey, verdict.breaches)
    return Move(journey, legs[0].departure_date, flights, verdict.allowed, verdict.cost_change, others, broken)


def broken_rule(problem: Problem, engine_id: str, journey: Journey | None, breaches: Sequence[Breach]) -> Say:
    """The rule that a move would break, in two or three words; no journey means that the family is left behind."""
    for one in judge.linked(problem, engine_id):
        if journey is None:
            break
        case = problem.cases_by_id[one]
        rule = ruled_out_by(problem, case, journey)
        if rule == "dates" and problem.departure(journey.id) > case.latest:
            return say("travel by %(day)s", day=case.latest)
        if rule:
            return RULES[rule]
    return RULES.get(breaches[0].rule, say("a rule"))


def move(session: Session, plan: Plan, case: Case, engine_id: str, code: str | None, *, by: User) -> None:
    """Move a family to an option, or leave it behind with None, and pin it there; the whole plan is checked again.

    Raises `Refused` with the rule that it would break; nothing is changed then.
    """
    if plan.status is not PlanStatus.SOLVED:
        raise Refused(say("Plan %(number)s has no placements to change.", number=plan.number))
    problem, answer = read_problem(plan.problem), _answer(plan)
    known = engine_id in problem.cases_by_id and (code is None or code in problem.journeys_by_id)
    if not known:
        raise Refused(say("Option %(code)s is not part of this plan.", code=code or "–"))
    verdict = judge.verdict(problem, answer, engine_id, code)
    if verdict.allowed and set(verdict.moved) & engine_ids(plan, unseen(session, by, plan)):
        raise Refused(say("Case %(number)s cannot be placed there: %(rule)s.", number=case.number, rule=RULES["seats"]))
    if not verdict.allowed:
        journey = None if code is None else problem.journeys_by_id[code]
        rule = broken_rule(problem, engine_id, journey, verdict.breaches)
        raise Refused(say("Case %(number)s cannot be placed there: %(rule)s.", number=case.number, rule=rule))
    after = judged_again(answer, verdict.plan)
    if breaches := check(problem, after):
        rule = broken_rule(problem, engine_id, None, breaches)
        raise Refused(say("Case %(number)s cannot be placed there: %(rule)s.", number=case.number, rule=rule))
    steps.take(session, plan, "moved", case, code or "", by, answer=True)
    plan.answer = to_json(after)
    plan.pins = {key: value for key, value in plan.pins.items() if key != str(case.id)}
    if code is not None:
        plan.pins = {**plan.pins, str(case.id): code}
    events.record(
        session,
        "plan.moved",
        plan,
        by=by,
        case_id=case.id,
        what={
            "option": [answer.journeys_of.get(engine_id), code],
            "cost": verdict.cost_change,
            "weight": verdict.weight_change,
        },
    )


def judged_again(before: plans.Plan, after: plans.Plan) -> plans.Plan:
    """The plan after a move, with the bounds proved before the move, which are valid for all plans of the problem.

    A bound of cost is valid only among plans with the same weight; with another weight it becomes 0.
    """
    weight = after.totals.unplaced_weight
    same = weight == before.totals.unplaced_weight
    bound = replace(
        before.bound,
        cost=min(before.bound.cost, after.totals.cost) if same else 0,
        unplaced_weight=min(before.bound.unplaced_weight, weight),
    )
    gap = gap_of(after.totals.cost, weight, bound)
    proved = gap is not None and gap <= before.run.gap + 2e-6
    return replace(after, status="optimal" if proved else "feasible", bound=bound, gap=gap, conflict=(), run=before.run)


def _answer(plan: Plan) -> plans.Plan:
    if plan.answer is None:
        raise Refused(say("Plan %(number)s has no placements to change.", number=plan.number))
    return read_plan(plan.answer)
