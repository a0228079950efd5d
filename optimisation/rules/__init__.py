"""The hard rules, one in each file, and the one list of them: a plan that breaks a rule is not a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from optimisation.facts.plan_index import Breach
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model
from optimisation.rules import (
    apart,
    apart_days,
    day_limits,
    escort,
    group,
    journey,
    limits,
    line_choice,
    lines,
    mission,
    pinned,
    references,
    roster,
    seats,
    together,
)


class Rule(NamedTuple):
    """The two faces of a rule: the judge finds breaches in a plan, the exact model gets the rows that prevent them.

    `constrain` is None where the model cannot break the rule, whatever its rows are.
    """

    breaches: Callable[[Problem, Plan], Iterator[Breach]]
    constrain: Callable[[Model], None] | None


# In the contract's order, which is also the order of the model's rows. A new rule is one file and one line here.
RULES: tuple[Rule, ...] = (
    Rule(references.breaches, None),  # a plan read off the model names only what exists
    Rule(journey.breaches, journey.constrain),
    Rule(together.breaches, together.constrain),
    Rule(apart.breaches, apart.constrain),
    Rule(apart_days.breaches, apart_days.constrain),
    Rule(seats.breaches, seats.constrain),
    Rule(limits.breaches, limits.constrain),
    Rule(escort.breaches, escort.constrain),
    Rule(mission.breaches, mission.constrain),
    Rule(roster.breaches, roster.constrain),
    Rule(group.breaches, group.constrain),
    Rule(lines.breaches, line_choice.constrain),
    Rule(day_limits.breaches, day_limits.constrain),
    Rule(pinned.breaches, pinned.constrain),
)


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Every breach of every hard rule, in the contract's order."""
    for rule in RULES:
        yield from rule.breaches(problem, plan)


def constrain(model: Model) -> None:
    """Write the rows of every hard rule into the exact model, in the contract's order."""
    for rule in RULES:
        if rule.constrain is not None:
            rule.constrain(model)
