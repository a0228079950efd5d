"""A plan in one pass, for when the solvers had no time to find any: the urgent first, each where it fits."""

from __future__ import annotations

import time
from collections.abc import Callable

from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.judging.judge import best_journeys


def first_fit(problem: Problem, plan: Plan, seconds: float, stop: Callable[[], bool] = lambda: False) -> Plan:
    """The plan with more cases placed: heaviest first, each on the cheapest journey that breaks no rule.

    Nobody who is placed is moved. Ends after `seconds`, or soon after `stop` says so, with what it has.
    """
    until = time.monotonic() + seconds
    seated = {one.case for one in plan.placements}
    for case in sorted(problem.cases, key=lambda case: (-case.priority, case.latest, -case.persons)):
        if case.id in seated:
            continue
        if stop() or time.monotonic() > until:
            break
        found = best_journeys(problem, plan, case.id, 1)
        if found and found[0][1].weight_change <= 0:
            plan = found[0][1].plan
            seated = {one.case for one in plan.placements}
    return plan
