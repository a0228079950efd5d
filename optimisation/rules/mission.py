"""Rule 6, mission: it flies the first legs of a journey, in a role of its escort, within capacity, for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimisation.plan import Plan
from optimisation.problem import Escort, Leg, PinnedMission, Problem
from optimisation.standing import Breach, Trip, duties, trips

RULE = "mission"


def touches_barred(escort: Escort, legs: tuple[Leg, ...]) -> bool:
    """A leg starts or ends at an airport that is barred to the escort."""
    return any(leg.origin in escort.barred or leg.destination in escort.barred for leg in legs)


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Missions on no journey's first legs, in a role the escort has not, barred, overloaded or for nobody."""
    pinned = set(problem.missions_pinned)
    for mission in plan.missions:
        if mission.legs not in problem.prefixes:
            yield Breach(RULE, (mission.id,), f"Mission {mission.id} is not the first legs of a journey.")
        if not mission.attends and PinnedMission(mission.escort, mission.role, mission.legs) not in pinned:
            yield Breach(RULE, (mission.id,), f"Mission {mission.id} attends nobody.")
    for trip in trips(problem, plan):
        yield from _escort(problem, trip)
    yield from _overloaded(problem, plan)


def _escort(problem: Problem, trip: Trip) -> Iterator[Breach]:
    mission, escort = trip.mission, problem.escorts_by_id.get(trip.mission.escort)
    if escort is None:
        return
    ids = (mission.id, escort.id)
    if mission.role not in escort.roles:
        yield Breach(RULE, ids, f"Escort {escort.id} does not have the role {mission.role}.")
    if touches_barred(escort, trip.legs):
        yield Breach(RULE, ids, f"Mission {mission.id} touches an airport that is barred to escort {escort.id}.")


def _overloaded(problem: Problem, plan: Plan) -> Iterator[Breach]:
    loads: Counter[tuple[str, str]] = Counter()
    for duty in duties(problem, plan):
        for leg in duty.legs:
            if duty.mission is not None:
                loads[duty.mission, leg] += duty.need.load
    for mission in plan.missions:
        capacity = problem.roles.get(mission.role)
        over = [leg for leg in mission.legs if capacity is not None and loads[mission.id, leg] > capacity]
        if over:
            text = f"Mission {mission.id} carries more than {mission.role} can on {', '.join(over)}."
            yield Breach(RULE, (mission.id, *over), text)
