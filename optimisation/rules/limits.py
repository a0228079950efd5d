"""Rule 4, limits: on each leg, uses of each service code stay within its limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimisation.facts.plan_index import Breach, placed_cases
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model
from optimisation.model.milp import Term

RULE = "limits"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Codes used more often than a leg allows."""
    used: Counter[tuple[str, str]] = Counter()
    for placed in placed_cases(problem, plan):
        for leg in placed.journey.legs:
            for code, times in placed.case.uses.items():
                used[leg, code] += times
    for leg_id, code in used:
        limit = problem.legs_by_id[leg_id].limits.get(code)
        if limit is not None and used[leg_id, code] > limit:
            text = f"Leg {leg_id} allows {limit} {code}, {used[leg_id, code]} are used."
            yield Breach(RULE, (leg_id, code), text)


def constrain(model: Model) -> None:
    """Uses of each limited code on each leg."""
    on: dict[tuple[str, str], list[Term]] = {}
    for case, journey, column in model.placements(RULE):
        for leg in journey.legs:
            for code, uses in case.uses.items():
                on.setdefault((leg, code), []).append((column, uses))
    for (leg, code), terms in on.items():
        limit = model.problem.legs_by_id[leg].limits.get(code)
        if limit is not None:
            model.milp.at_most([*terms, *model.relief("limit", f"{leg}/{code}")], limit)
