"""Pins that break a rule by themselves: no plan could satisfy them, whatever else it decides."""

from typing import Any

from optimisation.facts.suitability import ruled_out_by
from optimisation.format.problem import Case, Problem
from optimisation.format.reading_problem import read_problem
from planner.plans.problem.question import Frozen


def broken_pins(frozen: Frozen) -> dict[int, dict[str, Any]]:
    """Case id → what to tell about it, for every pin that breaks a rule by itself."""
    found: dict[int, dict[str, Any]] = {}
    pinned = [case for case in frozen.problem["cases"] if case.get("pinned") is not None]
    journeys = {journey["id"] for journey in frozen.problem["journeys"]}
    gone = [case for case in pinned if case["pinned"] not in journeys]
    for case in gone:
        found[frozen.rows.cases[case["id"]].id] = told(frozen, case["id"], "pin_gone", case["pinned"])
    if gone or not pinned:
        return found
    problem = read_problem(frozen.problem)
    for case in problem.cases:
        if case.pinned is not None and (rule := breaks(problem, case, case.pinned)):
            found[frozen.rows.cases[case.id].id] = told(frozen, case.id, rule, case.pinned)
    return found


def breaks(problem: Problem, case: Case, pinned: str) -> str | None:
    """The rule that the case's pin breaks by itself, or None."""
    journey, legs = problem.journeys_by_id[pinned], problem.legs_of[pinned]
    if rule := ruled_out_by(problem, case, journey):
        return rule
    seats = case.seats_in(journey.id)
    if any(leg.seats < seats for leg in legs) or (journey.seats is not None and journey.seats < seats):
        return "seats"
    if any(leg.limits.get(code, uses) < uses for leg in legs for code, uses in case.uses.items()):
        return "limits"
    if not any(
        problem.lines_by_id[line].open_for("transport", legs[0].departure_date) for line in case.lines.transport
    ):
        return "lines"
    return None


def told(frozen: Frozen, engine_id: str, rule: str, journey: str) -> dict[str, Any]:
    """The words on the page for a case left out because of its pin."""
    case = frozen.rows.cases[engine_id]
    bounds = next(one for one in frozen.problem["cases"] if one["id"] == engine_id)
    return {
        "case": case.id,
        "number": case.number,
        "people": len(case.persons),
        "rule": f"pin_{rule}".replace("pin_pin_", "pin_"),
        "ids": [journey],
        "first": bounds["earliest"],
        "last": bounds["latest"],
    }
