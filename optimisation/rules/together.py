"""Rule 2, together: the cases of a group take the same journey or are all left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from optimisation.facts.plan_index import Breach
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model

RULE = "together"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Groups that are split."""
    journeys = plan.journeys_of
    for group in problem.together:
        if len({journeys.get(case) for case in group}) > 1:
            yield Breach(RULE, group, f"Cases {', '.join(group)} do not take the same journey.")


def constrain(model: Model) -> None:
    """Each case of a group takes the same journey as the one before it."""
    for group in model.problem.together:
        for one, two in pairwise(case for case in group if not model.waiver.spares(RULE, case)):
            for journey in model.problem.journeys:
                signs = ((one, 1.0), (two, -1.0))
                terms = [(model.place[at, journey.id], sign) for at, sign in signs if (at, journey.id) in model.place]
                if terms:
                    model.milp.row(terms, 0, 0)
