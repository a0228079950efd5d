"""What each unit may choose from: its journeys, with all that each would take of seats, services and day limits."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from optimisation.facts import costs
from optimisation.facts.units import Unit, units
from optimisation.format.problem import Case, Journey, Problem


class Choice(NamedTuple):
    """A unit on a journey: `takes` (counter, amount) in any case, `doors` (what is opened, counter) if nobody did.

    `price` is all that the unit costs there at individual fares (escorts and charters apart), `grouped` the same at
    the group fare; of both, `uncharged` is charged to no line.
    """

    unit: int
    journey: str
    takes: tuple[tuple[int, int], ...]
    doors: tuple[tuple[Hashable, int], ...]
    price: int
    grouped: int | None
    uncharged: int


@dataclass(slots=True)
class Choices:
    """Choices by unit, the cheapest first; `limits` are the sizes of the counters, `seats_on` the legs' counters."""

    problem: Problem
    units: list[Unit]
    of_unit: list[list[Choice]]
    limits: list[int]
    seats_on: dict[str, int]


class _Counters:
    """Numbers for everything that is limited and counted."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.limits: list[int] = []
        self.at: dict[Hashable, int] = {}
        self.seats_on = {leg.id: self.number(leg.id, leg.seats) for leg in problem.legs}
        self._takes: dict[Hashable, tuple[tuple[int, int], ...] | None] = {}

    def number(self, key: Hashable, limit: int) -> int:
        """The counter of that key."""
        if key not in self.at:
            self.at[key] = len(self.limits)
            self.limits.append(limit)
        return self.at[key]

    def takes(self, unit: Unit, journey: Journey) -> tuple[tuple[int, int], ...] | None:
        """What the unit takes of each counter, None when that is more than there is; shared by units that are alike."""
        alike = (
            journey.id,
            *((one.seats_in(journey.id), one.location, one.persons, *one.uses.items()) for one in unit.cases),
        )
        if alike not in self._takes:
            found: dict[int, int] = {}
            for key, limit, amount in self._amounts(unit, journey):
                counter = self.number(key, limit)
                found[counter] = found.get(counter, 0) + amount
            possible = all(amount <= self.limits[counter] for counter, amount in found.items())
            self._takes[alike] = tuple(found.items()) if possible else None
        return self._takes[alike]

    def _amounts(self, unit: Unit, journey: Journey) -> Iterator[tuple[Hashable, int, int]]:
        seats = sum(case.seats_in(journey.id) for case in unit.cases)
        for leg in self.problem.legs_of[journey.id]:
            yield leg.id, leg.seats, seats
            for case in unit.cases:
                for code, uses in case.uses.items():
                    if code in leg.limits and uses:
                        yield (leg.id, code), leg.limits[code], uses
        if journey.seats is not None:
            yield ("block", journey.id), journey.seats, seats
        yield from self._of_the_day(unit, journey)

    def _of_the_day(self, unit: Unit, journey: Journey) -> Iterator[tuple[Hashable, int, int]]:
        day = self.problem.departure(journey.id)
        limits = self.problem.day_limits.at(day)
        if limits.persons is not None:
            yield ("persons", day), limits.persons, sum(case.persons for case in unit.cases)
        for case in unit.cases:
            if (most := limits.by_location.get(case.location)) is not None:
                yield ("cases", day, case.location), most, 1
            if (most := limits.persons_by_location.get(case.location)) is not None:
                yield ("people", day, case.location), most, case.persons

    def doors(self, unit: Unit, journey: Journey) -> tuple[tuple[Hashable, int], ...]:
        """What is counted once, however many use it: journeys of a day, runs of a place."""
        day = self.problem.departure(journey.id)
        limits = self.problem.day_limits.at(day)
        found: dict[Hashable, int] = {}
        if limits.journeys is not None:
            found["journey", journey.legs] = self.number(("journeys", day), limits.journeys)
        for case in unit.cases:
            if (most := limits.runs_by_location.get(case.location)) is not None:
                found["run", case.location, journey.legs[0]] = self.number(("runs", day, case.location), most)
        return tuple(found.items())


def choices_of(problem: Problem) -> Choices:
    """Every unit's choices, those left out that it could not even take alone."""
    counters, found = _Counters(problem), units(problem)
    fares: dict[Hashable, int] = {}
    of_unit = []
    for number, unit in enumerate(found):
        mine = [
            one
            for name in unit.journeys
            if (one := _choice(counters, number, unit, problem.journeys_by_id[name], fares)) is not None
        ]
        of_unit.append(sorted(mine, key=lambda one: (one.price, one.journey)))
    return Choices(problem, found, of_unit, counters.limits, counters.seats_on)


def _choice(
    counters: _Counters, number: int, unit: Unit, journey: Journey, fares: dict[Hashable, int]
) -> Choice | None:
    takes = counters.takes(unit, journey)
    if takes is None:
        return None
    uncharged = sum(costs.uncharged(counters.problem, case, journey) for case in unit.cases)
    price = uncharged + sum(
        costs.transport(counters.problem, case, journey, "individual") + case.assistance_cost for case in unit.cases
    )
    grouped = None if journey.group is None else price - sum(_saving(case, journey) for case in unit.cases)
    return Choice(number, journey.id, takes, counters.doors(unit, journey), price, grouped, uncharged)


def _saving(case: Case, journey: Journey) -> int:
    return costs.fares(case, journey, "individual") - costs.fares(case, journey, "group")
