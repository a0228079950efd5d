"""Rule 9, lines: every cost is charged to one line that covers it, is open, is allowed for it and has enough money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from optimisation.facts import costs
from optimisation.facts.plan_index import (
    Breach,
    FlownMission,
    PlacedCase,
    cases_by_journey,
    flown_missions,
    placed_cases,
)
from optimisation.format.plan import Plan
from optimisation.format.problem import PinnedMission, Problem

RULE = "lines"


def charges(problem: Problem, plan: Plan) -> Counter[str]:
    """What each line is charged, recomputed; every line is included."""
    found = Counter(dict.fromkeys(problem.lines_by_id, 0))
    for placed in placed_cases(problem, plan):
        found[placed.placement.lines.get("transport", "")] += costs.transport(
            problem, placed.case, placed.journey, placed.placement.fare
        )
        found[placed.placement.lines.get("assistance", "")] += placed.case.assistance_cost
    for trip in flown_missions(problem, plan):
        escort = problem.escorts_by_id.get(trip.mission.escort)
        found[trip.mission.line] += costs.mission(problem, escort, trip.legs) if escort else 0
    for id_ in cases_by_journey(problem, plan):
        found[plan.charters.get(id_, "")] += problem.journeys_by_id[id_].fixed_cost
    return Counter({line: found[line] for line in problem.lines_by_id})


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Charges to the wrong line or to none, and lines over their ceiling."""
    for placed in placed_cases(problem, plan):
        yield from _case(problem, placed)
    attended = {one.id: one.attends for one in plan.missions}
    for trip in flown_missions(problem, plan):
        yield from _mission(problem, trip, attended[trip.mission.id])
    yield from _charters(problem, plan)
    for id_, charged in charges(problem, plan).items():
        ceiling = problem.lines_by_id[id_].ceiling
        if ceiling is not None and charged > ceiling:
            yield Breach(RULE, (id_,), f"Line {id_} bears {charged}, its ceiling is {ceiling}.")


def _wrong(problem: Problem, line: str, kind: str, on: date, allowed: Collection[str], what: str) -> Iterator[Breach]:
    found = problem.lines_by_id.get(line)
    if found is None:
        return
    if not found.open_for(kind, on):
        yield Breach(RULE, (line,), f"Line {line} does not cover {kind} on {on}, which {what} asks for.")
    if line not in allowed:
        yield Breach(RULE, (line,), f"Line {line} is not allowed for the {kind} of {what}.")


def _case(problem: Problem, placed: PlacedCase) -> Iterator[Breach]:
    case, lines, on = placed.case, placed.placement.lines, problem.departure(placed.journey.id)
    if "transport" not in lines:
        yield Breach(RULE, (case.id,), f"No transport line is named for case {case.id}.")
    else:
        yield from _wrong(problem, lines["transport"], "transport", on, case.lines.transport, f"case {case.id}")
    if ("assistance" in lines) != (case.assistance_cost > 0):
        text = f"The assistance line of case {case.id} is named exactly when it costs something."
        yield Breach(RULE, (case.id,), text)
    elif "assistance" in lines:
        yield from _wrong(problem, lines["assistance"], "assistance", on, case.lines.assistance, f"case {case.id}")


def _mission(problem: Problem, trip: FlownMission, attends: tuple[str, ...]) -> Iterator[Breach]:
    mission = trip.mission
    allowed: Collection[str] = {
        line for case in attends if case in problem.cases_by_id for line in problem.cases_by_id[case].lines.escort
    }
    if not attends and PinnedMission(mission.escort, mission.role, mission.legs) in problem.missions_pinned:
        allowed = problem.lines_by_id
    on = trip.legs[0].departure_date
    yield from _wrong(problem, mission.line, "escort", on, allowed, f"mission {mission.id}")


def _charters(problem: Problem, plan: Plan) -> Iterator[Breach]:
    used = cases_by_journey(problem, plan)
    for journey in problem.journeys:
        named = journey.id in plan.charters
        if named != (journey.id in used and journey.fixed_cost > 0):
            text = f"Journey {journey.id} names a charter line exactly when it is used at a fixed cost."
            yield Breach(RULE, (journey.id,), text)
        elif named:
            allowed = {line for placed in used[journey.id] for line in placed.case.lines.transport}
            on, line = problem.departure(journey.id), plan.charters[journey.id]
            yield from _wrong(problem, line, "charter", on, allowed, f"journey {journey.id}")
