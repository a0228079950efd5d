"""Rule 2, together: the cases of a group take the same journey or are all left."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.plan import Plan
from optimisation.problem import Problem
from optimisation.standing import Breach

RULE = "together"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Groups that are torn apart."""
    journeys = plan.journeys_of
    for group in problem.together:
        if len({journeys.get(case) for case in group}) > 1:
            yield Breach(RULE, group, f"Cases {', '.join(group)} do not take the same journey.")
