"""Refuses problems in which all weight, or the cost of the dearest plan, adds up to more than 10^12."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.format.problem import Case, Problem
from optimisation.format.strict import LARGEST, Fault


def too_large(problem: Problem) -> Iterator[Fault]:
    """A fault for the weight of everybody, and one for the dearest plan's cost before escorts."""
    if sum(case.weight for case in problem.cases) > LARGEST:
        yield Fault("cases", "priority × travellers sums to more than 10^12")
    if _at_most(problem) <= LARGEST:
        return
    dearest = sum(_dearest(problem, case) for case in problem.cases)
    if dearest + sum(journey.fixed_cost for journey in problem.journeys) > LARGEST:
        yield Fault("cases", "the costs of the dearest plan sum to more than 10^12")


def _at_most(problem: Problem) -> int:
    """A sum that no plan's cost exceeds, found without looking at each case's journeys."""
    tables = [table for one in problem.journeys for table in one.fare_tables]
    fare = max((max(table.adult, table.child, table.infant) for table in tables), default=0)
    total = sum(journey.fixed_cost for journey in problem.journeys)
    for case in problem.cases:
        drive = max(problem.transfers.get(case.location, {}).values(), default=0)
        extra = max(case.costs_on.values(), default=0) + max(case.penalty_on.values(), default=0)
        waiting = case.waiting_cost * (case.latest - case.earliest).days
        total += case.persons * fare + drive + extra + waiting + case.assistance_cost
        total += case.left_cost + case.change_cost
    return total


def _dearest(problem: Problem, case: Case) -> int:
    """The most this case can add to a plan's cost, dates aside."""
    change = case.change_cost if case.current is not None else 0
    placed = 0
    for journey in problem.journeys:
        legs, drive = problem.legs_of[journey.id], problem.transfer(case, journey.id)
        if legs[-1].destination not in case.destinations or drive is None:
            continue
        days = (legs[0].departure_date - case.earliest).days
        if not 0 <= days <= (case.latest - case.earliest).days:
            continue
        fare = max(case.travellers.times(table) for table in journey.fare_tables)
        extra = case.costs_on.get(journey.id, 0) + case.penalty_on.get(journey.id, 0)
        placed = max(placed, fare + extra + drive + case.waiting_cost * days)
    return max(placed + case.assistance_cost, case.left_cost) + change
