"""Rule 5, escort: every need of a placed case is attended by exactly one mission of its own that fits it."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.facts.plan_index import AttendedNeed, Breach, needs_attended, placed_cases
from optimisation.facts.suitability import speaks
from optimisation.format.plan import Mission, Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model
from optimisation.model.milp import Term

RULE = "escort"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Needs not attended, attended twice or by the wrong mission, and missions that say otherwise."""
    missions = {one.id: one for one in plan.missions}
    for placed in placed_cases(problem, plan):
        named = placed.placement.attended_by
        if len(named) != len(placed.case.escorts):
            text = f"Case {placed.case.id} has {len(placed.case.escorts)} needs, {len(named)} missions are named."
            yield Breach(RULE, (placed.case.id,), text)
        if len(set(named)) < len(named):
            yield Breach(RULE, (placed.case.id,), f"Two needs of case {placed.case.id} are attended by one mission.")
    for attended_need in needs_attended(problem, plan):
        mission = missions.get(attended_need.mission) if attended_need.mission is not None else None
        if mission is not None:
            yield from _unfit(problem, attended_need, mission)
    yield from _disagreeing(problem, plan)


def _unfit(problem: Problem, attended_need: AttendedNeed, mission: Mission) -> Iterator[Breach]:
    case, need, escort = attended_need.placed.case, attended_need.need, problem.escorts_by_id.get(mission.escort)
    ids = (case.id, mission.id)
    if mission.role != need.role:
        yield Breach(RULE, ids, f"Case {case.id} needs {need.role}, mission {mission.id} is {mission.role}.")
    if not set(attended_need.legs) <= set(mission.legs):
        yield Breach(RULE, ids, f"Mission {mission.id} does not fly every leg on which case {case.id} needs it.")
    if escort is not None and not speaks(escort, need):
        text = f"Escort {escort.id} lacks the language or gender that case {case.id} asks for."
        yield Breach(RULE, (*ids, escort.id), text)


def _disagreeing(problem: Problem, plan: Plan) -> Iterator[Breach]:
    attended: dict[str, set[str]] = {one.id: set() for one in plan.missions}
    for placed in placed_cases(problem, plan):
        for mission in placed.placement.attended_by:
            attended.setdefault(mission, set()).add(placed.case.id)
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
