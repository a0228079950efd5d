"""Missions worth flying: which legs serve which needs, and when turning back earlier serves just as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from optimisation.facts import costs
from optimisation.format.problem import Escort, Problem

Legs = tuple[str, ...]


@dataclass(frozen=True)
class Mission:
    """One escort in one role on the first legs of a journey; `first` and `last` are ordinals of days, both counted."""

    escort: str
    role: str
    legs: Legs
    day: date
    first: int
    last: int
    cost: int
    pinned: bool = False


def mission_of(problem: Problem, escort: str, role: str, path: Legs, pinned: bool) -> Mission:
    """The mission with its days and cost."""
    legs = [problem.legs_by_id[leg] for leg in path]
    first, last = costs.span(problem, legs)
    cost = costs.mission(problem, problem.escorts_by_id[escort], legs)
    return Mission(escort, role, path, legs[0].departure_date, first, last, cost, pinned)


@dataclass(frozen=True)
class EscortTrip:
    """What flying some legs asks of an escort: to be away from `first` to `last` (ordinals) and to enter `airports`."""

    first: int
    last: int
    airports: frozenset[str]

    @classmethod
    def of(cls, problem: Problem, path: Legs) -> EscortTrip:
        """The trip on these legs."""
        legs = [problem.legs_by_id[leg] for leg in path]
        airports = frozenset(airport for leg in legs for airport in (leg.origin, leg.destination))
        return cls(*costs.span(problem, legs), airports)

    def suits(self, escort: Escort) -> bool:
        """Available from first to last day, and barred from no airport on it."""
        return costs.is_available(escort, self.first, self.last) and self.airports.isdisjoint(escort.barred)


def is_possible(problem: Problem, escort_id: str, role: str, path: Legs) -> bool:
    """The escort has the role, and the legs, the first ones of some journey, suit them."""
    escort = problem.escorts_by_id[escort_id]
    return role in escort.roles and path in problem.prefixes and EscortTrip.of(problem, path).suits(escort)


def paths_serving(problem: Problem, sets: Iterable[Legs]) -> dict[Legs, list[Legs]]:
    """First legs of journeys, each with the sets of covered legs that it contains."""
    with_leg: dict[str, list[Legs]] = defaultdict(list)
    for path in sorted(problem.prefixes):
        for leg in path:
            with_leg[leg].append(path)
    serves: dict[Legs, list[Legs]] = defaultdict(list)
    for legs in sorted(sets):
        for path in with_leg[legs[0]]:
            if set(legs) <= set(path):
                serves[path].append(legs)
    return serves


def turns_back_too_late(problem: Problem, path: Legs, covered: list[Legs]) -> bool:
    """The last legs serve nobody, and turning back before them brings the escort home no later."""
    needed = {leg for legs in covered for leg in legs}
    short = path
    while short[-1] not in needed:
        short = short[:-1]
    return short != path and _home(problem, short) <= _home(problem, path)


def _home(problem: Problem, path: Legs) -> int:
    return costs.span(problem, [problem.legs_by_id[leg] for leg in path])[1]
