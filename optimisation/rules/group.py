"""Rule 8, group and minimum: one fare for everybody on a journey, group fares and journeys only with enough people."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.plan import Plan
from optimisation.problem import Problem
from optimisation.standing import Breach, riders

RULE = "group"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Mixed fares, group fares for too few, journeys below their minimum."""
    for id_, seats in riders(problem, plan).items():
        journey = problem.journeys_by_id[id_]
        fares = {seat.placement.fare for seat in seats}
        people = sum(seat.case.travellers.seated for seat in seats)
        if len(fares) > 1:
            yield Breach(RULE, (id_,), f"Journey {id_} is used at two fares.")
        if "group" in fares and journey.group is None:
            yield Breach(RULE, (id_,), f"Journey {id_} has no group fare.")
        if "group" in fares and journey.group is not None and people < journey.group.minimum:
            text = f"Journey {id_} has its group fare from {journey.group.minimum}, {people} are on it."
            yield Breach(RULE, (id_,), text)
        if people < journey.minimum:
            yield Breach("minimum", (id_,), f"Journey {id_} needs {journey.minimum}, {people} are on it.")
