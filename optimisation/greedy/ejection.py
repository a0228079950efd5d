"""Repair: whoever is left takes a place from others who may find another one (an ejection chain with memory).

A unit that was often left weighs more, so that the same exchange is not tried for ever. The best plan counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from optimisation.greedy.choices import Choice
from optimisation.greedy.draft import Draft, Obstacle
from optimisation.greedy.insertion import Stop, is_closed, place

MOST = 8  # units that may have to give way to one
TRIED = 12  # of its journeys, by chance
PUT = 20  # what trying a place counts for


def repair(draft: Draft, looks: int, random: Random, stop: Stop, fixed: Iterable[int] = ()) -> None:
    """Exchange others for the units that are left, until so many possible exchanges were looked at; `fixed` units are
    never taken out.
    """
    pool = sorted(_left(draft), key=lambda one: draft.choices.units[one].weight)
    chain = _Chain(draft, random, frozenset(fixed))
    best, mark = draft.level, draft.trail.mark()
    aside: list[int] = []
    while (pool or aside) and chain.looks < looks and not stop():
        if not pool:
            pool, aside = aside, []
            random.shuffle(pool)
        number = pool.pop()
        chain.looks += PUT * len(draft.choices.of_unit[number])
        if place(draft, number, draft.choices.of_unit[number]) is None:
            gone = chain.force(number)
            pool += gone or []
            if gone is None:
                aside.append(number)
        if draft.level < best:
            best, mark = draft.level, draft.trail.mark()
            if not best[0]:
                break
    draft.trail.back(mark)


def _left(draft: Draft) -> list[int]:
    units = draft.choices.units
    return [at for at, one in enumerate(draft.at) if one is None and units[at].weight and draft.choices.of_unit[at]]


class _Chain:
    """Exchanges, and how often each unit was left."""

    def __init__(self, draft: Draft, random: Random, fixed: frozenset[int]) -> None:
        self.draft, self.random, self.fixed = draft, random, fixed
        self.often = [1.0] * len(draft.choices.units)
        self.looks = 0

    def force(self, number: int) -> list[int] | None:
        """Give the unit the place where least is lost; those who had to go, None when that would be too much."""
        self.often[number] += 1.0
        best: tuple[float, Choice | None] = (self._loss(number), None)
        for choice in self._some(number):
            if not is_closed(self.draft, choice):
                mark = self.draft.trail.mark()
                gone = self._cleared(choice, best[0])
                self.draft.trail.back(mark)
                if gone is not None and (loss := sum(map(self._loss, gone))) < best[0]:
                    best = loss, choice
        if best[1] is None:
            return None
        mark = self.draft.trail.mark()
        gone = self._cleared(best[1], self._loss(number))
        if gone is None:
            self.draft.trail.back(mark)
        return gone

    def _some(self, number: int) -> list[Choice]:
        mine = self.draft.choices.of_unit[number]
        return mine if len(mine) <= TRIED else self.random.sample(mine, TRIED)

    def _loss(self, number: int) -> float:
        return self.often[number] * self.draft.choices.units[number].weight

    def _cleared(self, choice: Choice, most: float) -> list[int] | None:
        """Put the unit there after taking out others whose loss is below `most`; None when that cannot be."""
        gone: list[int] = []
        lost = 0.0
        while (obstacle := self.draft.put(choice)) is not None:
            self.looks += PUT
            out = self._cheapest(obstacle, choice.unit)
            if out is None or len(gone) >= MOST:
                return None
            lost += sum(map(self._loss, out))
            if lost >= most or not all(self.draft.take_out(one) for one in out):
                return None
            gone += out
        return gone

    def _cheapest(self, obstacle: Obstacle, number: int) -> list[int] | None:
        """Who could make the obstacle smaller at the least loss for what they hold."""
        found: list[tuple[float, float, list[int]]] = []
        for units, amount in self.draft.in_the_way(obstacle):
            self.looks += 1
            out = [one for one in units if self.draft.at[one] is not None]
            if out and amount and number not in out and self.fixed.isdisjoint(out):
                loss = (sum(map(self._loss, out)) + 1e-3) / min(amount, obstacle.short)
                found.append((loss, self.random.random(), out))
        return min(found)[2] if found else None
