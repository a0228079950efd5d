"""Rule 6, mission: it flies the first legs of a journey, in a role of its escort, within capacity, for at least one
case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimisation.facts.plan_index import Breach, FlownMission, flown_missions, needs_attended
from optimisation.facts.suitability import touches_barred
from optimisation.format.plan import Plan
from optimisation.format.problem import PinnedMission, Problem
from optimisation.model.contract import Model
from optimisation.model.milp import Term

RULE = "mission"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Missions that are not a journey's first legs, in a role the escort lacks, at barred airports, overloaded, for
    nobody.
    """
    pinned = set(problem.missions_pinned)
    for mission in plan.missions:
        if mission.legs not in problem.prefixes:
            yield Breach(RULE, (mission.id,), f"Mission {mission.id} is not the first legs of a journey.")
        if not mission.attends and PinnedMission(mission.escort, mission.role, mission.legs) not in pinned:
            yield Breach(RULE, (mission.id,), f"Mission {mission.id} attends nobody.")
    for trip in flown_missions(problem, plan):
        yield from _escort(problem, trip)
    yield from _overloaded(problem, plan)


def _escort(problem: Problem, trip: FlownMission) -> Iterator[Breach]:
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
    for attended_need in needs_attended(problem, plan):
        for leg in attended_need.legs:
            if attended_need.mission is not None:
                loads[attended_need.mission, leg] += attended_need.need.load
    for mission in plan.missions:
        capacity = problem.roles.get(mission.role)
        over = [leg for leg in mission.legs if capacity is not None and loads[mission.id, leg] > capacity]
        if over:
            text = f"Mission {mission.id} carries more than {mission.role} can on {', '.join(over)}."
            yield Breach(RULE, (mission.id, *over), text)


def constrain(model: Model) -> None:
    """Loads on each leg of a mission within the capacity of its role; nobody is attended on one that does not fly."""
    attended_by = model.attended_by()
    for at, outing in enumerate(model.missions):
        on: dict[str, list[Term]] = {}
        for case, need, way in attended_by.get(at, ()):
            for leg in way.legs:
                on.setdefault(leg, []).append((way.column, case.escorts[need.index].load))
        capacity = model.problem.roles[outing.role]
        rows = {tuple(terms) for terms in on.values()}
        for terms in sorted(rows):
            if sum(load for _, load in terms) > capacity:
                model.milp.row([*terms, (model.fly[at], -capacity)], high=0)
        if not outing.pinned:
            columns = [(way.column, -1.0) for _, _, way in attended_by.get(at, ())]
            model.milp.row([(model.fly[at], 1), *columns], high=0)
