"""A crowd of escorts, of whom only a few become missions on each path: the cheapest, and some others in an order that
differs from path to path, so that plans do not all want the same people. The relaxation has one column for anybody
instead, as cheap as the cheapest and without a roster: bounds stay valid and are found quickly.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

from optimisation.facts import costs
from optimisation.facts.suitability import speaks
from optimisation.format.problem import Escort, EscortNeed, Problem
from optimisation.scale.formulation.missions import EscortTrip, Legs
from optimisation.scale.matrices.matrix import Ints

KEPT = 8  # missions for each need on each path
CHEAPEST = 4  # of these, by cost


class Crowd:
    """Who could fly where, asked path by path."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.in_role = {role: [escort for escort in problem.escorts if role in escort.roles] for role in problem.roles}
        self._periods = {role: _periods(escorts) for role, escorts in self.in_role.items()}
        self._order: dict[tuple[str, Legs], list[tuple[int, Escort]]] = {}
        self._few: dict[tuple[object, ...], tuple[list[str], int | None]] = {}

    def order(self, role: str, path: Legs) -> list[tuple[int, Escort]]:
        """Everybody who could fly the path (first legs of some journey) in the role, with the cost: the cheapest first,
        then the others in the path's own order.
        """
        if (role, path) not in self._order:
            able = sorted(self._able(role, EscortTrip.of(self.problem, path)), key=lambda one: _turn(one, path))
            cost = self._costs(able, path)
            first = sorted(able, key=lambda one: cost[one.daily_cost])[:CHEAPEST]
            chosen = {one.id for one in first}
            rest = [one for one in able if one.id not in chosen]
            self._order[role, path] = [(cost[one.daily_cost], one) for one in (*first, *rest)]
        return self._order[role, path]

    def _able(self, role: str, way: EscortTrip) -> list[Escort]:
        """Those whom `EscortTrip.suits` accepts; found in arrays, because there are many paths and escorts."""
        first, last, whose = self._periods[role]
        there = np.unique(whose[(first <= way.first) & (way.last <= last)])
        found = [self.in_role[role][at] for at in there]
        return [one for one in found if way.airports.isdisjoint(one.barred)]

    def _costs(self, able: list[Escort], path: Legs) -> dict[int, int]:
        """What flying the path costs, by an escort's daily cost; escorts differ in nothing else."""
        legs = [self.problem.legs_by_id[leg] for leg in path]
        examples = {one.daily_cost: one for one in able}
        return {daily: costs.mission(self.problem, one, legs) for daily, one in examples.items()}

    def few(self, need: EscortNeed, path: Legs) -> tuple[list[str], int | None]:
        """Ids of those who become missions for the need, and the least cost of anybody who could attend it."""
        asked = need.role, need.languages, need.gender, path
        if asked not in self._few:
            able = [(cost, escort) for cost, escort in self.order(need.role, path) if speaks(escort, need)]
            self._few[asked] = [escort.id for _, escort in able[:KEPT]], min((cost for cost, _ in able), default=None)
        return self._few[asked]


def _periods(escorts: list[Escort]) -> tuple[Ints, Ints, Ints]:
    """First and last days of all their periods (ordinals), and whose (place in the list) each is."""
    rows = [(start.toordinal(), end.toordinal(), at) for at, one in enumerate(escorts) for start, end in one.available]
    first, last, whose = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return first, last, whose


def _turn(escort: Escort, path: Legs) -> int:
    return crc32(f"{escort.id} {path[0]}".encode())
