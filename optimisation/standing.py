"""Plans that need no solver: what is reserved already, and as many others as fit beside it, in one quick pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from optimisation.facts.costs import transport
from optimisation.facts.plan_index import Breach
from optimisation.facts.suitability import suiting
from optimisation.format.plan import Plan
from optimisation.format.problem import Case, Journey, Problem
from optimisation.judging.moves import put
from optimisation.rules import breaches

REPAIRS = 12


def without_a_solver(problem: Problem) -> Iterator[Plan]:
    """Plans that break no rule: the reservations as they are, then with others beside them, best guess last.

    Nothing here looks at the clock, so that the same problem always gives the same plans.
    """
    kept = {case.id: place for case in problem.cases if (place := _kept_at(problem, case)) is not None}
    if (plan := _repaired(problem, kept)) is not None:
        yield plan
        kept = {one.case: one.journey for one in plan.placements}
    if (plan := _repaired(problem, _filled(problem, kept), frozenset(kept))) is not None:
        yield plan


def _kept_at(problem: Problem, case: Case) -> str | None:
    place = case.pinned or case.current
    return place if place in problem.journeys_by_id else None


def _filled(problem: Problem, kept: Mapping[str, str]) -> dict[str, str]:
    """Where each case would fit by seats alone, the most urgent first, each on its cheapest journey."""
    room = Counter({leg.id: leg.seats for leg in problem.legs})
    block = {journey.id: journey.seats for journey in problem.journeys if journey.seats is not None}
    places = dict(kept)

    def take(case: Case, journey: Journey) -> None:
        seats = case.seats_in(journey.id)
        room.subtract(dict.fromkeys(journey.legs, seats))
        if journey.id in block:
            block[journey.id] -= seats

    for case in problem.cases:
        if case.id in kept:
            take(case, problem.journeys_by_id[kept[case.id]])
    bound = {case for group in problem.together for case in group}
    for case in sorted(problem.cases, key=lambda case: (-case.priority, case.latest, -case.persons)):
        if case.id in places or case.id in bound or case.pinned is not None:
            continue
        fitting = [
            journey
            for journey in suiting(problem, case)
            if min(room[leg] for leg in journey.legs) >= case.seats_in(journey.id) + len(case.escorts)
            and block.get(journey.id, case.seats) >= case.seats_in(journey.id)
            and (journey.id in places.values() or not (journey.fixed_cost or journey.minimum))
        ]
        if fitting:
            best = min(fitting, key=lambda one: (transport(problem, case, one, "individual"), one.id))
            places[case.id] = best.id
            take(case, best)
    return places


def _repaired(problem: Problem, places: Mapping[str, str], kept: frozenset[str] = frozenset()) -> Plan | None:
    """The plan with these places, less whoever makes it break a rule; those of `kept` are given up last."""
    places = dict(places)
    for _ in range(REPAIRS):
        plan = put(problem, places)
        broken = list(breaches(problem, plan))
        if not broken:
            return plan
        given_up: set[str] = set()
        for one in broken:
            about = _about(problem, plan, one)
            new = about - kept
            given_up |= _least(problem, new or about, one)
        given_up = {two for one in given_up for two in _with(problem, one)}
        if not given_up & places.keys():
            return None
        places = {case: journey for case, journey in places.items() if case not in given_up}
    return None


def _with(problem: Problem, case: str) -> set[str]:
    return {case}.union(*(group for group in problem.together if case in group))


def _least(problem: Problem, cases: set[str], breach: Breach) -> set[str]:
    """Whom to leave: all whom the rule names, but of those who only share a line, seats or a day a few at a time."""
    if breach.rule not in ("lines", "seats", "limits", "day_limits") or cases & set(breach.ids):
        return cases
    ordered = sorted(cases, key=lambda one: (problem.cases_by_id[one].priority, one))
    return set(ordered[: max(1, len(ordered) // 4)])


def _about(problem: Problem, plan: Plan, breach: Breach) -> set[str]:
    """The placed cases that a broken rule is about."""
    named, found = set(breach.ids), set()
    missions = {one.id for one in plan.missions if named & {one.id, one.escort}}
    days = {one.split("/")[0] for one in named if "/" in one}
    for one in plan.placements:
        journey = problem.journeys_by_id[one.journey]
        mine = {one.case, one.journey, *journey.legs, *one.lines.values(), *one.attended_by}
        if mine & (named | missions) or problem.departure(one.journey).isoformat() in days:
            found.add(one.case)
    return named & {one.case for one in plan.placements} or found
