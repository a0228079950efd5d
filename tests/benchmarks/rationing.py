"""Who can travel now when money is short: known cases compete by weight for money with those still expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.generate import cheapest
from tests.benchmarks.timetable import Json

ESCORTED = 45000  # approximate cost of an escort in minor units


@dataclass(frozen=True)
class Wish:
    """A case that wants to travel: its weight if left behind, and its lowest cost."""

    id: str
    weight: int
    cost: int


def wishes(cases: Sequence[Json], raw: Json) -> list[Wish]:
    """The cases with their lowest costs in this year's timetable, without those that no journey suits."""
    legs = {leg["id"]: leg for leg in raw["legs"]}
    by_code: dict[str, list[Json]] = {}
    for journey in raw["journeys"]:
        by_code.setdefault(legs[journey["legs"][-1]]["destination"], []).append(journey)
    found = []
    for case in cases:
        own = [journey for code in case["destinations"] for journey in by_code.get(code, [])]
        fare = cheapest(case, own, legs)
        if fare is not None:
            weight = case["priority"] * sum(case["travellers"].values())
            found.append(Wish(case["id"], weight, fare + ESCORTED * len(case["escorts"])))
    return found


def affordable(
    known: Sequence[Wish], expected: Sequence[Wish], money: int, groups: Sequence[Sequence[str]]
) -> set[str]:
    """The known cases that would travel if all, including expected ones, were served by weight for money until it is
    spent, and whoever travels together with them.
    """
    order = sorted([*known, *expected], key=lambda one: (-one.weight / max(1, one.cost), one.id))
    mine, chosen = {one.id for one in known}, set[str]()
    for one in order:
        money -= one.cost
        if money < 0:
            break
        chosen |= {one.id} & mine
    return chosen | {name for group in groups if chosen.intersection(group) for name in group}


def open_money(lines: Sequence[Json], spent: Mapping[str, int]) -> int:
    """The money that is left for transport, over all lines."""
    return sum(row["ceiling"] - spent.get(row["id"], 0) for row in lines if "transport" in row["covers"])
