"""Escorts while a plan grows: who is away when, whom each mission attends, and who could fly one more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from optimisation.facts import costs
from optimisation.facts.suitability import speaks, touches_barred
from optimisation.format.problem import Escort, EscortNeed, Problem
from optimisation.greedy.trail import Trail

Legs = tuple[str, ...]


class Trip(NamedTuple):
    """A mission that could be flown: days as ordinals, `versatile` how much else the escort could do."""

    cost: int
    versatile: int
    escort: str
    role: str
    legs: Legs
    first: int
    last: int
    pinned: bool = False


class Attended(NamedTuple):
    """A need of a case that a mission attends on these legs."""

    case: str
    place: int
    load: int
    legs: Legs


class Crew:
    """Missions by name, whom each attends, and the missions of each escort."""

    def __init__(self, problem: Problem, trail: Trail) -> None:
        self.problem, self.trail = problem, trail
        self.missions: dict[str, Trip] = {}
        self.attends: dict[str, tuple[Attended, ...]] = {}
        self.attended_by: dict[tuple[str, int], str] = {}
        self.of_escort: dict[str, tuple[str, ...]] = {one.id: () for one in problem.escorts}
        self.on_leg: dict[str, tuple[str, ...]] = {}
        self.in_role: dict[str, list[Escort]] = {}
        for escort in problem.escorts:
            for role in escort.roles:
                self.in_role.setdefault(role, []).append(escort)
        self._able: dict[tuple[object, ...], list[Trip]] = {}
        self._count = 0

    def able(self, need: EscortNeed, legs: Legs) -> list[Trip]:
        """The missions on exactly these legs that could attend the need, the cheapest and least versatile first."""
        asked = need.role, need.languages, need.gender, legs
        if asked not in self._able:
            fit = need.load <= self.problem.roles[need.role]
            trips = self._trips(need.role, legs) if fit else []
            self._able[asked] = [one for one in trips if speaks(self.problem.escorts_by_id[one.escort], need)]
        return self._able[asked]

    def _trips(self, role: str, legs: Legs) -> list[Trip]:
        """The missions that anybody could fly in the role, in the same order."""
        if (role, legs) not in self._able:
            flights = [self.problem.legs_by_id[leg] for leg in legs]
            first, last = costs.span(self.problem, flights)
            price: dict[int, int] = {}
            found = []
            for one in self.in_role.get(role, ()):
                if not costs.is_available(one, first, last) or (one.barred and touches_barred(one, flights)):
                    continue
                if one.daily_cost not in price:
                    price[one.daily_cost] = costs.mission(self.problem, one, flights)
                versatile = len(one.languages) + len(one.roles)
                found.append(Trip(price[one.daily_cost], versatile, one.id, role, legs, first, last))
            self._able[role, legs] = sorted(found)
        return self._able[role, legs]

    def pin(self, name: str, escort: Escort, role: str, legs: Legs) -> bool:
        """Fly a pinned mission; False when that breaks a rule."""
        trip = next((one for one in self._trips(role, legs) if one.escort == escort.id), None)
        if trip is None or legs not in self.problem.prefixes or not self.is_free(trip):
            return False
        self._fly(name, trip._replace(pinned=True))
        return True

    def _fly(self, name: str, trip: Trip) -> None:
        self.trail.put(self.missions, name, trip)
        self.trail.put(self.attends, name, ())
        self.trail.put(self.of_escort, trip.escort, (*self.of_escort[trip.escort], name))
        for leg in trip.legs:
            self.trail.put(self.on_leg, leg, (*self.on_leg.get(leg, ()), name))

    def joinable(self, case: str, need: EscortNeed, legs: Legs) -> str | None:
        """A mission that is flown anyway and can attend this need as well."""
        most = self.problem.roles[need.role] - need.load
        for name in self.on_leg.get(legs[0], ()):
            trip, attends = self.missions[name], self.attends[name]
            if trip.role != need.role or any(one.case == case for one in attends) or not set(legs) <= set(trip.legs):
                continue
            loads = (sum(one.load for one in attends if leg in one.legs) for leg in legs)
            if speaks(self.problem.escorts_by_id[trip.escort], need) and all(load <= most for load in loads):
                return name
        return None

    def is_free(self, trip: Trip) -> bool:
        """The escort could fly it beside everything that it flies already."""
        escort = self.problem.escorts_by_id[trip.escort]
        many = escort.max_missions is not None and len(self.of_escort[trip.escort]) >= escort.max_missions
        return not many and next(self._clashing(escort, trip), None) is None

    def _clashing(self, escort: Escort, trip: Trip) -> Iterator[str]:
        for name in self.of_escort[escort.id]:
            other = self.missions[name]
            if trip.first <= other.last + escort.rest_days and other.first <= trip.last + escort.rest_days:
                yield name

    def in_the_way(self, need: EscortNeed, legs: Legs) -> Iterator[list[str]]:
        """For each escort who could attend the need, the missions that prevent it."""
        for trip in self.able(need, legs):
            escort = self.problem.escorts_by_id[trip.escort]
            names = list(self._clashing(escort, trip)) or list(self.of_escort[escort.id][:1])
            if names and not any(self.missions[name].pinned for name in names):
                yield names

    def start(self, trip: Trip) -> str:
        """Fly the mission; its name."""
        self._count += 1
        self._fly(f"M{self._count}", trip)
        return f"M{self._count}"

    def join(self, name: str, attended: Attended) -> None:
        """Let the mission attend a need."""
        self.trail.put(self.attends, name, (*self.attends[name], attended))
        self.trail.put(self.attended_by, (attended.case, attended.place), name)

    def leave(self, case: str, place: int) -> str:
        """The need is attended no longer; the mission that did."""
        name = self.attended_by[case, place]
        self.trail.drop(self.attended_by, (case, place))
        rest = tuple(one for one in self.attends[name] if (one.case, one.place) != (case, place))
        self.trail.put(self.attends, name, rest)
        return name

    def end(self, name: str) -> None:
        """The mission is flown no longer."""
        trip = self.missions[name]
        self.trail.drop(self.missions, name)
        self.trail.drop(self.attends, name)
        self.trail.put(self.of_escort, trip.escort, tuple(one for one in self.of_escort[trip.escort] if one != name))
        for leg in trip.legs:
            self.trail.put(self.on_leg, leg, tuple(one for one in self.on_leg[leg] if one != name))
