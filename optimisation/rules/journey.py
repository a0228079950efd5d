"""Rule 1, journey: every case is placed once or left, a pinned one on its pin, each on a journey that suits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimisation.facts.plan_index import Breach, placed_cases
from optimisation.facts.suitability import ruled_out_by
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model

RULE = "journey"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Cases not named exactly once, pins not kept, journeys that do not suit."""
    named = Counter([one.case for one in plan.placements] + [one.case for one in plan.unplaced])
    for case in problem.cases:
        if named[case.id] != 1:
            yield Breach(RULE, (case.id,), f"Case {case.id} is placed or left {named[case.id]} times, not once.")
    journeys = plan.journeys_of
    for case in problem.cases:
        if case.pinned is not None and journeys.get(case.id) != case.pinned:
            yield Breach(RULE, (case.id, case.pinned), f"Case {case.id} is not on {case.pinned}, its pin.")
    for placed in placed_cases(problem, plan):
        name = ruled_out_by(problem, placed.case, placed.journey)
        if name is not None:
            ids = (placed.case.id, placed.journey.id)
            yield Breach(RULE, ids, f"Journey {placed.journey.id} does not suit case {placed.case.id}: {name}.")


def constrain(model: Model) -> None:
    """One journey at most; exactly its pin for a pinned case; one way to pay for a placed case."""
    for case in model.problem.cases:
        columns = [(column, 1) for column in model.placed(case.id)]
        model.milp.row(columns, low=int(case.pinned is not None), high=1)
    for key, ways in model.pay.items():
        if len(ways) > 1:
            model.milp.row([(model.place[key], -1), *((way.column, 1) for way in ways)], 0, 0)
