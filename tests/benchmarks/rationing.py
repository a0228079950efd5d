"""Who may travel now when money is short: those who weigh most for what they cost, against who is expected to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.generate import cheapest
from tests.benchmarks.timetable import Json

ESCORTED = 45000  # what an escort costs about, in minor units


@dataclass(frozen=True)
class Wish:
    """A case that wants to travel: its weight when left behind, and its least cost."""

    id: str
    weight: int
    cost: int


def wishes(cases: Sequence[Json], raw: Json) -> list[Wish]:
    """The cases with their least costs in this year's timetable; those nobody could fly are not among them."""
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
    """Those known who would travel if all, expected ones too, were served by weight for money until it is spent; with
    whoever travels together with one of them.
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
    """What may still be spent on transport, on all lines together."""
    return sum(row["ceiling"] - spent.get(row["id"], 0) for row in lines if "transport" in row["covers"])
