"""Rule 8, group and minimum: one fare for everybody on a journey, group fares and journeys only with enough people."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.facts.plan_index import Breach, cases_by_journey
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model
from optimisation.model.milp import Term

RULE = "group"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Mixed fares, group fares for too few people, journeys below their minimum."""
    for id_, seats in cases_by_journey(problem, plan).items():
        journey = problem.journeys_by_id[id_]
        fares = {placed.placement.fare for placed in seats}
        people = sum(placed.case.travellers.seated for placed in seats)
        if len(fares) > 1:
            yield Breach(RULE, (id_,), f"Journey {id_} is used at two fares.")
        if "group" in fares and journey.group is None:
            yield Breach(RULE, (id_,), f"Journey {id_} has no group fare.")
        if "group" in fares and journey.group is not None and people < journey.group.minimum:
            text = f"Journey {id_} has its group fare from {journey.group.minimum}, {people} are on it."
            yield Breach(RULE, (id_,), text)
        if people < journey.minimum:
            yield Breach("minimum", (id_,), f"Journey {id_} needs {journey.minimum}, {people} are on it.")


def constrain(model: Model) -> None:
    """Everybody at one fare; group fares and journeys in use only with enough adults and children."""
    for id_, column in model.group.items():
        group = model.problem.journeys_by_id[id_].group
        assert group is not None
        for case in model.riders[id_]:
            ways = model.pay[case.id, id_]
            model.milp.row([*((way.column, 1) for way in ways if way.fare == "group"), (column, -1)], high=0)
            model.milp.row([*((way.column, 1) for way in ways if way.fare != "group"), (column, 1)], high=1)
        model.milp.row([*_people(model, id_), (column, -group.minimum)], low=0)
    for id_, column in model.opened.items():
        riders = [case for case in model.riders[id_] if not model.waiver.spares("minimum", case.id)]
        for case in riders:
            model.milp.row([(model.place[case.id, id_], 1), (column, -1)], high=0)
        model.milp.row([(column, 1), *((model.place[case.id, id_], -1) for case in model.riders[id_])], high=0)
        minimum = model.problem.journeys_by_id[id_].minimum
        if minimum:
            people = _people(model, id_)
            # A minimum that nobody could reach closes the journey; its size must not blur the arithmetic.
            reachable = min(minimum, sum(seated for _, seated in people) + 1)
            model.milp.row([*people, (column, -reachable)], low=0)


def _people(model: Model, journey: str) -> list[Term]:
    return [(model.place[case.id, journey], case.travellers.seated) for case in model.riders[journey]]
