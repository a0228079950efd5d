"""Rule 3, seats: cases and escorts fit on each leg, cases fit on each journey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimisation.facts.candidates import Waiver
from optimisation.facts.plan_index import Breach, cases_by_journey, flown_missions
from optimisation.format.plan import Plan
from optimisation.format.problem import Journey, Problem
from optimisation.model.contract import Model
from optimisation.model.milp import Term

RULE = "seats"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Legs and journeys with more people than seats."""
    taken: Counter[str] = Counter()
    for id_, seats in cases_by_journey(problem, plan).items():
        journey = problem.journeys_by_id[id_]
        on_it = sum(placed.case.seats_in(id_) for placed in seats)
        if journey.seats is not None and on_it > journey.seats:
            yield Breach(RULE, (id_,), f"Journey {id_} has {journey.seats} seats, {on_it} are taken.")
        for leg in journey.legs:
            taken[leg] += on_it
    for trip in flown_missions(problem, plan):
        taken.update(trip.mission.legs)
    for one in problem.legs:
        if taken[one.id] > one.seats:
            yield Breach(RULE, (one.id,), f"Leg {one.id} has {one.seats} seats, {taken[one.id]} are taken.")


def constrain(model: Model) -> None:
    """Seats of each leg for cases and missions, of each journey for cases; none on a journey that is not in use."""
    on_leg: dict[str, list[Term]] = {leg.id: [] for leg in model.problem.legs}
    on: dict[str, list[Term]] = {id_: [] for id_ in model.riders}
    for case, journey, column in model.placements(RULE):
        term = (column, case.seats_in(journey.id))
        on[journey.id].append(term)
        for leg in journey.legs:
            on_leg[leg].append(term)
    for at, mission in enumerate(model.missions):
        for leg in mission.legs:
            on_leg[leg].append((model.fly[at], 1))
    for one in model.problem.legs:
        if model.waiver != Waiver(RULE):
            model.milp.at_most([*on_leg[one.id], *model.relief("seats", one.id)], one.seats)
    for id_, terms in on.items():
        _on_journey(model, model.problem.journeys_by_id[id_], terms)


def _on_journey(model: Model, journey: Journey, terms: list[Term]) -> None:
    if journey.seats is not None:
        model.milp.at_most([*terms, *model.relief("journey_seats", journey.id)], journey.seats)
    if journey.id in model.opened and not model.focus.relief:
        rooms = [leg.seats for leg in model.problem.legs_of[journey.id]]
        room = min(rooms if journey.seats is None else [*rooms, journey.seats])
        if sum(seats for _, seats in terms) > room:
            model.milp.row([*terms, (model.opened[journey.id], -room)], high=0)
