"""Rule 2, apart_days: the travel of the two cases of a pair shares no date."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.plan import Plan
from optimisation.problem import Problem
from optimisation.standing import Breach, seated

RULE = "apart"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Pairs whose travel touches."""
    days = {
        seat.case.id: (problem.departure(seat.journey.id), problem.arrival(seat.journey.id))
        for seat in seated(problem, plan)
    }
    for one, two in problem.apart_days:
        if one in days and two in days and days[one][0] <= days[two][1] and days[two][0] <= days[one][1]:
            yield Breach(RULE, (one, two), f"Cases {one} and {two} travel on the same date.")
