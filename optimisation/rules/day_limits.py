"""Rule 10, day limits: journeys and persons of a departure date, cases, persons and runs of a location and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from optimisation.plan import Plan
from optimisation.problem import Problem
from optimisation.standing import Breach, Seat, seated

RULE = "day_limits"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Dates with more than their limits allow."""
    by_day: dict[date, list[Seat]] = {}
    for seat in seated(problem, plan):
        by_day.setdefault(problem.departure(seat.journey.id), []).append(seat)
    for day, seats in sorted(by_day.items()):
        limits = problem.day_limits.at(day)
        cases: Counter[str] = Counter(seat.case.location for seat in seats)
        persons: Counter[str] = Counter()
        for seat in seats:
            persons[seat.case.location] += seat.case.persons
        first_legs = {(seat.case.location, seat.journey.legs[0]) for seat in seats}
        runs = Counter(location for location, _ in first_legs)
        yield from _over(day, "journeys", len({seat.journey.legs for seat in seats}), limits.journeys)
        yield from _over(day, "persons", persons.total(), limits.persons)
        for location in cases:
            yield from _over(day, f"by_location/{location}", cases[location], limits.by_location.get(location))
            limit = limits.persons_by_location.get(location)
            yield from _over(day, f"persons_by_location/{location}", persons[location], limit)
            yield from _over(day, f"runs_by_location/{location}", runs[location], limits.runs_by_location.get(location))


def _over(day: date, what: str, found: int, limit: int | None) -> Iterator[Breach]:
    if limit is not None and found > limit:
        yield Breach(RULE, (f"{day}/{what}",), f"On {day} {what} is {found}, at most {limit} are allowed.")
