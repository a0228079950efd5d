"""Rule 2, apart: cases kept apart share no leg."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.plan import Plan
from optimisation.problem import Problem
from optimisation.standing import Breach, seated

RULE = "apart"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Pairs that meet on a leg."""
    legs = {seat.case.id: seat.journey.legs for seat in seated(problem, plan)}
    for one, two in problem.apart:
        shared = [leg for leg in legs.get(one, ()) if leg in legs.get(two, ())]
        if shared:
            yield Breach(RULE, (one, two, *shared), f"Cases {one} and {two} share {', '.join(shared)}.")
