"""Rule 10, day limits: journeys and persons of a departure date, cases, persons and runs of a location and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from optimisation.facts.plan_index import Breach, PlacedCase, placed_cases
from optimisation.format.plan import Plan
from optimisation.format.problem import Case, Journey, Problem
from optimisation.model.contract import Model
from optimisation.model.milp import Term

RULE = "day_limits"
Chance = tuple[Case, Journey, int]


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Dates with more than their limits allow."""
    by_day: dict[date, list[PlacedCase]] = {}
    for placed in placed_cases(problem, plan):
        by_day.setdefault(problem.departure(placed.journey.id), []).append(placed)
    for day, seats in sorted(by_day.items()):
        limits = problem.day_limits.at(day)
        cases: Counter[str] = Counter(placed.case.location for placed in seats)
        persons: Counter[str] = Counter()
        for placed in seats:
            persons[placed.case.location] += placed.case.persons
        first_legs = {(placed.case.location, placed.journey.legs[0]) for placed in seats}
        runs = Counter(location for location, _ in first_legs)
        yield from _over(day, "journeys", len({placed.journey.legs for placed in seats}), limits.journeys)
        yield from _over(day, "persons", persons.total(), limits.persons)
        for location in cases:
            yield from _over(day, f"by_location/{location}", cases[location], limits.by_location.get(location))
            limit = limits.persons_by_location.get(location)
            yield from _over(day, f"persons_by_location/{location}", persons[location], limit)
            yield from _over(day, f"runs_by_location/{location}", runs[location], limits.runs_by_location.get(location))


def _over(day: date, what: str, found: int, limit: int | None) -> Iterator[Breach]:
    if limit is not None and found > limit:
        yield Breach(RULE, (f"{day}/{what}",), f"On {day} {what} is {found}, at most {limit} are allowed.")


def constrain(model: Model) -> None:
    """Write the rows for every limit of every date on which a case could depart."""
    by_day: dict[date, list[Chance]] = {}
    for chance in model.placements(RULE):
        by_day.setdefault(model.problem.departure(chance[1].id), []).append(chance)
    for day, chances in by_day.items():
        limits = model.problem.day_limits.at(day)
        if limits.journeys is not None:
            legs = [(column, journey.legs) for _, journey, column in chances]
            _distinct(model, legs, limits.journeys, f"{day}/journeys")
        if limits.persons is not None:
            _sum(model, [(column, case.persons) for case, _, column in chances], limits.persons, f"{day}/persons")
        for location in dict.fromkeys(case.location for case, _, _ in chances):
            _place(model, day, location, [one for one in chances if one[0].location == location])


def _place(model: Model, day: date, location: str, chances: list[Chance]) -> None:
    limits = model.problem.day_limits.at(day)
    cases, persons = limits.by_location.get(location), limits.persons_by_location.get(location)
    runs = limits.runs_by_location.get(location)
    if cases is not None:
        _sum(model, [(column, 1) for _, _, column in chances], cases, f"{day}/by_location/{location}")
    if persons is not None:
        terms = [(column, case.persons) for case, _, column in chances]
        _sum(model, terms, persons, f"{day}/persons_by_location/{location}")
    if runs is not None:
        firsts = [(column, journey.legs[:1]) for _, journey, column in chances]
        _distinct(model, firsts, runs, f"{day}/runs_by_location/{location}")


def _sum(model: Model, terms: Sequence[Term], limit: int, name: str) -> None:
    model.milp.at_most([*terms, *model.relief("day_limit", name)], limit)


def _distinct(model: Model, chances: list[tuple[int, tuple[str, ...]]], limit: int, name: str) -> None:
    """At most `limit` different lists of legs are used."""
    used: dict[tuple[str, ...], list[int]] = {}
    for column, legs in chances:
        used.setdefault(legs, []).append(column)
    if len(used) <= limit:
        return
    marks = []
    for columns in used.values():
        mark = model.milp.column()
        marks.append((mark, 1.0))
        for column in columns:
            model.milp.row([(column, 1), (mark, -1)], high=0)
    model.milp.row([*marks, *model.relief("day_limit", name)], high=limit)
