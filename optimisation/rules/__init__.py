"""The hard rules, one a file: a plan that breaks one is not a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from optimisation.facts.plan_index import Breach
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.rules import (
    apart,
    apart_days,
    day_limits,
    escort,
    group,
    journey,
    limits,
    lines,
    mission,
    pinned,
    references,
    roster,
    seats,
    together,
)

RULES: tuple[Callable[[Problem, Plan], Iterator[Breach]], ...] = (
    references.breaches,
    journey.breaches,
    together.breaches,
    apart.breaches,
    apart_days.breaches,
    seats.breaches,
    limits.breaches,
    escort.breaches,
    mission.breaches,
    roster.breaches,
    group.breaches,
    lines.breaches,
    day_limits.breaches,
    pinned.breaches,
)


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Every breach of every hard rule, in the contract's order."""
    for rule in RULES:
        yield from rule(problem, plan)
