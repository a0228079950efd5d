"""Where escorts are many, only a few of them become missions on each path: the cheapest, and some of the others in an
order that differs from path to path, so that not all plans want the same people. The relaxation looks at none of
them but at one column for anybody, as cheap as the cheapest and never tired: bounds stay valid and cost little time.
"""

from __future__ import annotations

from zlib import crc32

from optimisation import costs
from optimisation.nouns import Escort, EscortNeed, Problem
from optimisation.scale.missions import Legs, Way

KEPT = 8  # missions for each need on each path
CHEAPEST = 4  # of these, by cost


class Crowd:
    """Who could fly where, asked path by path."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.in_role = {
            role: [escort for escort in problem.escorts if role in escort.roles] for role in problem.roles
        }
        self._order: dict[tuple[str, Legs], list[tuple[int, Escort]]] = {}

    def order(self, role: str, path: Legs) -> list[tuple[int, Escort]]:
        """Everybody who could fly the path (first legs of some journey) in the role, with the cost of that: the
        cheapest, then in turn.
        """
        if (role, path) not in self._order:
            way = Way.of(self.problem, path)
            able = sorted((one for one in self.in_role[role] if way.suits(one)), key=lambda one: _turn(one, path))
            cost = self._costs(able, path)
            first = sorted(able, key=lambda one: cost[one.daily_cost])[:CHEAPEST]
            chosen = {one.id for one in first}
            rest = [one for one in able if one.id not in chosen]
            self._order[role, path] = [(cost[one.daily_cost], one) for one in (*first, *rest)]
        return self._order[role, path]

    def _costs(self, able: list[Escort], path: Legs) -> dict[int, int]:
        """What flying the path costs, by an escort's daily cost: in nothing else do escorts differ."""
        legs = [self.problem.legs_by_id[leg] for leg in path]
        examples = {one.daily_cost: one for one in able}
        return {daily: costs.mission(self.problem, one, legs) for daily, one in examples.items()}

    def few(self, need: EscortNeed, path: Legs) -> tuple[list[str], int | None]:
        """Ids of those who become missions for the need, and the least cost of anybody who could attend it."""
        able = [(cost, escort) for cost, escort in self.order(need.role, path) if speaks(escort, need)]
        return [escort.id for _, escort in able[:KEPT]], min((cost for cost, _ in able), default=None)


def _turn(escort: Escort, path: Legs) -> int:
    return crc32(f"{escort.id} {path[0]}".encode())


def speaks(escort: Escort, need: EscortNeed) -> bool:
    """The escort has a language and the gender that the need asks for."""
    return (need.languages is None or bool(set(need.languages) & set(escort.languages))) and need.gender in (
        None,
        escort.gender,
    )
