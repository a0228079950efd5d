"""Regret insertion: units are placed one after another, first whoever would lose most by waiting."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

from optimisation.greedy.choices import Choice
from optimisation.greedy.draft import Draft

Stop = Callable[[], bool]
Urgency = tuple[float, ...]
DEARER = 8  # journeys for which there was no money, after which dearer ones are not tried


class Fitting:
    """How many choices each unit still has, by seats and everything else that is counted."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.alive: list[list[Choice]] = [list(mine) for mine in draft.choices.of_unit]
        self._by_counter: dict[int, list[tuple[int, Choice]]] = {}
        for mine in draft.choices.of_unit:
            for choice in mine:
                for counter, amount in choice.takes:
                    self._by_counter.setdefault(counter, []).append((amount, choice))
        for waiting in self._by_counter.values():
            waiting.sort(key=_amount)

    def shrunk(self, choice: Choice) -> set[int]:
        """The units that have lost a choice now that this one is taken."""
        lost: set[int] = set()
        for counter, _ in choice.takes:
            waiting, room = self._by_counter[counter], self.draft.room[counter]
            while waiting and waiting[-1][0] > room:
                gone = waiting.pop()[1]
                if gone in self.alive[gone.unit]:
                    self.alive[gone.unit].remove(gone)
                    lost.add(gone.unit)
        return lost


def _amount(entry: tuple[int, Choice]) -> int:
    return entry[0]


def insert(draft: Draft, units: Iterable[int], urgency: Callable[[int, list[Choice]], Urgency], stop: Stop) -> None:
    """Place the units, the most urgent (least value) first, each where it is cheapest; those that fit nowhere stay."""
    fitting = Fitting(draft)
    waiting = {number for number in units if draft.at[number] is None}
    queue = [(urgency(number, fitting.alive[number]), number) for number in waiting]
    heapq.heapify(queue)
    while queue and not stop():
        known, number = heapq.heappop(queue)
        if number not in waiting:
            continue
        now = urgency(number, fitting.alive[number])
        if now > known:
            heapq.heappush(queue, (now, number))
            continue
        waiting.discard(number)
        taken = place(draft, number, fitting.alive[number])
        for other in fitting.shrunk(taken) if taken is not None else ():
            if other in waiting:
                heapq.heappush(queue, (urgency(other, fitting.alive[other]), other))


def place(draft: Draft, number: int, among: list[Choice]) -> Choice | None:
    """Put the unit on the cheapest of these journeys, escorts included; where it must not go, it stays as it is."""
    unit = draft.choices.units[number]
    escorted = any(case.escorts for case in unit.cases)
    before, found, best = draft.level, None, None
    penniless = 0
    for choice in sorted(among, key=draft.price):
        if is_closed(draft, choice):
            continue
        mark = draft.trail.mark()
        if (obstacle := draft.put(choice)) is not None:
            penniless += bool(obstacle.lines)
            if penniless >= DEARER:
                break
            continue
        level = draft.level
        if level < before and (best is None or level < best):
            best, found = level, choice
        if not escorted and found is choice:
            return found
        draft.trail.back(mark)
    if found is not None:
        draft.put(found)
    return found


def is_closed(draft: Draft, choice: Choice) -> bool:
    """Nobody is on the journey yet, and one unit alone does not open it."""
    row = draft.problem.journeys_by_id[choice.journey]
    return bool(row.fixed_cost or row.minimum) and not draft.riders.get(choice.journey)
