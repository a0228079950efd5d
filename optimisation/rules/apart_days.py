"""Rule 2, apart_days: the travel of the two cases of a pair shares no date."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.facts.plan_index import Breach, placed_cases
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model

RULE = "apart"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Pairs whose travel touches."""
    days = {
        placed.case.id: (problem.departure(placed.journey.id), problem.arrival(placed.journey.id))
        for placed in placed_cases(problem, plan)
    }
    for one, two in problem.apart_days:
        if one in days and two in days and days[one][0] <= days[two][1] and days[two][0] <= days[one][1]:
            yield Breach(RULE, (one, two), f"Cases {one} and {two} travel on the same date.")


def constrain(model: Model) -> None:
    """On each date at most one of the two travels."""
    for pair in model.problem.apart_days:
        if any(model.waiver.spares(RULE, case) for case in pair):
            continue
        on: dict[int, list[tuple[int, float]]] = {}
        for case in pair:
            for journey in model.journeys[case]:
                first = model.problem.departure(journey.id).toordinal()
                last = model.problem.arrival(journey.id).toordinal()
                for day in range(first, last + 1):
                    on.setdefault(day, []).append((model.place[case, journey.id], 1))
        for terms in on.values():
            model.milp.at_most(terms, 1)
