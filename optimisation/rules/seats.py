"""Rule 3, seats: cases and escorts fit on each leg, cases fit on each journey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimisation.plan import Plan
from optimisation.problem import Problem
from optimisation.standing import Breach, riders, trips

RULE = "seats"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Legs and journeys with more people than seats."""
    taken: Counter[str] = Counter()
    for id_, seats in riders(problem, plan).items():
        journey = problem.journeys_by_id[id_]
        on_it = sum(seat.case.seats_in(id_) for seat in seats)
        if journey.seats is not None and on_it > journey.seats:
            yield Breach(RULE, (id_,), f"Journey {id_} has {journey.seats} seats, {on_it} are taken.")
        for leg in journey.legs:
            taken[leg] += on_it
    for trip in trips(problem, plan):
        taken.update(trip.mission.legs)
    for one in problem.legs:
        if taken[one.id] > one.seats:
            yield Breach(RULE, (one.id,), f"Leg {one.id} has {one.seats} seats, {taken[one.id]} are taken.")
