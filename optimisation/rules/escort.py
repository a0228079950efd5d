"""Rule 5, escort: every need of a placed case is attended by exactly one mission of its own that fits it."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.facts.plan_index import Breach, Duty, duties, seated
from optimisation.facts.suitability import speaks
from optimisation.format.plan import Mission, Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model
from optimisation.model.milp import Term

RULE = "escort"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Needs not attended, attended twice or by the wrong mission, and missions that say otherwise."""
    missions = {one.id: one for one in plan.missions}
    for seat in seated(problem, plan):
        named = seat.placement.attended_by
        if len(named) != len(seat.case.escorts):
            text = f"Case {seat.case.id} has {len(seat.case.escorts)} needs, {len(named)} missions are named."
            yield Breach(RULE, (seat.case.id,), text)
        if len(set(named)) < len(named):
            yield Breach(RULE, (seat.case.id,), f"Two needs of case {seat.case.id} are attended by one mission.")
    for duty in duties(problem, plan):
        mission = missions.get(duty.mission) if duty.mission is not None else None
        if mission is not None:
            yield from _unfit(problem, duty, mission)
    yield from _disagreeing(problem, plan)


def _unfit(problem: Problem, duty: Duty, mission: Mission) -> Iterator[Breach]:
    case, need, escort = duty.seat.case, duty.need, problem.escorts_by_id.get(mission.escort)
    ids = (case.id, mission.id)
    if mission.role != need.role:
        yield Breach(RULE, ids, f"Case {case.id} needs {need.role}, mission {mission.id} is {mission.role}.")
    if not set(duty.legs) <= set(mission.legs):
        yield Breach(RULE, ids, f"Mission {mission.id} does not fly every leg on which case {case.id} needs it.")
    if escort is not None and not speaks(escort, need):
        text = f"Escort {escort.id} lacks the language or gender that case {case.id} asks for."
        yield Breach(RULE, (*ids, escort.id), text)


def _disagreeing(problem: Problem, plan: Plan) -> Iterator[Breach]:
    attended: dict[str, set[str]] = {one.id: set() for one in plan.missions}
    for seat in seated(problem, plan):
        for mission in seat.placement.attended_by:
            attended.setdefault(mission, set()).add(seat.case.id)
    for one in plan.missions:
        if set(one.attends) != attended[one.id]:
            yield Breach(RULE, (one.id,), f"Mission {one.id} and the placements do not agree on whom it attends.")


def constrain(model: Model) -> None:
    """A need is attended once where its case travels; one mission attends one need of a case at most."""
    for at, ways in model.attend.items():
        need = model.problem.cases_by_id[at.case].escorts[at.index]
        by_legs: dict[tuple[str, ...], list[Term]] = {}
        for way in ways:
            by_legs.setdefault(way.legs, []).append((way.column, 1))
        for journey in model.journeys[at.case]:
            legs = journey.legs if need.until == "destination" else journey.legs[:1]
            by_legs[legs].append((model.place[at.case, journey.id], -1))
        for terms in by_legs.values():
            model.milp.row(terms, 0, 0)
    for mission, attended in model.attended_by().items():
        of_case: dict[str, list[Term]] = {}
        for case, _, way in attended:
            of_case.setdefault(case.id, []).append((way.column, 1))
        for terms in of_case.values():
            model.milp.row([*terms, (model.fly[mission], -1)], high=0)
