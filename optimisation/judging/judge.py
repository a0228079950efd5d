"""What a move by hand would do: which rules it would break and what it would cost, without any solver."""

from __future__ import annotations

from dataclasses import dataclass

from optimisation.facts.plan_index import Breach
from optimisation.facts.suitability import suiting
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.judging import figures, moves
from optimisation.rules import breaches


@dataclass(frozen=True, slots=True)
class Verdict:
    """`plan` is the plan after the move; `moved` the cases that travel differently in it (fares and escorts included).

    `breaches` are those that the plan before did not have; changes are in minor units and in weight.
    """

    allowed: bool
    breaches: tuple[Breach, ...]
    cost_change: int
    weight_change: int
    moved: tuple[str, ...]
    plan: Plan


def verdict(problem: Problem, plan: Plan, case_id: str, journey_id: str | None) -> Verdict:
    """Put a case, and all that travel together with it, on a journey (None: leave it) and judge the outcome.

    Fares, lines and escorts of the moved cases are chosen again, the cheapest that fits first; all others keep theirs.
    Raises KeyError for an id that names nothing.
    """
    if case_id not in problem.cases_by_id or (journey_id is not None and journey_id not in problem.journeys_by_id):
        raise KeyError(journey_id if case_id in problem.cases_by_id else case_id)
    return _judged(problem, plan, case_id, journey_id, _breached(problem, plan))


def best_journeys(problem: Problem, plan: Plan, case_id: str, count: int = 5) -> list[tuple[str, Verdict]]:
    """The allowed journeys of a case with the least cost change, everybody else left where they are."""
    before = _breached(problem, plan)
    found = []
    for journey in suiting(problem, problem.cases_by_id[case_id]):
        one = _judged(problem, plan, case_id, journey.id, before)
        if one.allowed:
            found.append((journey.id, one))
    found.sort(key=lambda pair: (pair[1].weight_change, pair[1].cost_change))
    return found[:count]


def linked(problem: Problem, case_id: str) -> tuple[str, ...]:
    """The case and all that must travel with it, directly or through others, in the problem's order."""
    found = {case_id}
    while True:
        more = {case for group in problem.together if found.intersection(group) for case in group}
        if more <= found:
            return tuple(case.id for case in problem.cases if case.id in found)
        found |= more


def _breached(problem: Problem, plan: Plan) -> frozenset[str]:
    return frozenset(str(one) for one in breaches(problem, plan))


def _judged(problem: Problem, plan: Plan, case_id: str, journey_id: str | None, before: frozenset[str]) -> Verdict:
    after = moves.moved(problem, plan, linked(problem, case_id), journey_id)
    new = tuple(one for one in breaches(problem, after) if str(one) not in before)
    was, now = figures.totals(problem, plan), after.totals
    return Verdict(
        allowed=not new,
        breaches=new,
        cost_change=now.cost - was.cost,
        weight_change=now.unplaced_weight - was.unplaced_weight,
        moved=_moved(plan, after),
        plan=after,
    )


def _moved(before: Plan, after: Plan) -> tuple[str, ...]:
    old = {one.case: (one.journey, one.fare) for one in before.placements}
    new = {one.case: (one.journey, one.fare) for one in after.placements}
    return tuple(case for case in dict.fromkeys([*old, *new]) if old.get(case) != new.get(case))
