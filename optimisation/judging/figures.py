"""Every figure of a plan, recomputed from what the plan decides."""

from __future__ import annotations

from dataclasses import replace

from optimisation.facts import costs
from optimisation.facts.plan_index import placed_cases
from optimisation.format.plan import Plan, Totals
from optimisation.format.problem import Problem
from optimisation.rules.lines import charges


def totals(problem: Problem, plan: Plan) -> Totals:
    """Unplaced weight, cost and charges by line."""
    by_line = charges(problem, plan)
    seats = {placed.case.id: placed for placed in placed_cases(problem, plan)}
    cost, weight = by_line.total() + problem.mission_price * len(plan.missions), 0
    for case in problem.cases:
        if case.id in seats:
            cost += costs.uncharged(problem, case, seats[case.id].journey)
        else:
            cost += costs.left(case)
            weight += case.weight
    return Totals(weight, cost, dict(by_line))


def with_totals(problem: Problem, plan: Plan) -> Plan:
    """The same decisions with their true totals."""
    return replace(plan, totals=totals(problem, plan))


def kept(problem: Problem, plan: Plan) -> int:
    """How many cases stay on the journey promised to them."""
    journeys = plan.journeys_of
    return sum(case.current is not None and journeys.get(case.id) == case.current for case in problem.cases)
