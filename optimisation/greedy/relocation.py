"""Cheaper: units move one by one to another journey while that saves money (or places somebody)."""

from __future__ import annotations

from collections.abc import Collection

from optimisation.greedy.choices import Choice
from optimisation.greedy.draft import Draft
from optimisation.greedy.insertion import Stop, is_closed

TRIED = 6  # journeys that look cheaper, of each unit


def relocate(draft: Draft, fixed: Collection[int], stop: Stop) -> None:
    """One pass over all placed units, those first that pay most above their cheapest journey."""
    placed = [(one.unit, draft.price(one)) for one in draft.at if one is not None and one.unit not in fixed]
    order = sorted(placed, key=lambda one: draft.choices.of_unit[one[0]][0].price - one[1])
    for number, _ in order:
        if stop():
            return
        _move(draft, number)


def _move(draft: Draft, number: int) -> None:
    there = draft.at[number]
    assert there is not None  # relocating leaves nobody
    price, before = draft.price(there), draft.level
    escorted = any(case.escorts for case in draft.choices.units[number].cases)
    tries = 0
    for choice in sorted(draft.choices.of_unit[number], key=draft.price):
        if (draft.price(choice) >= price and not escorted) or tries >= TRIED:
            return
        if (choice is there and not escorted) or is_closed(draft, choice) or not _fits(draft, choice, there):
            continue  # on its own journey an escorted unit may find a mission that it can join by now
        tries += 1
        mark = draft.trail.mark()
        if draft.take_out(number) and draft.put(choice) is None and draft.level < before:
            return
        draft.trail.back(mark)


def _fits(draft: Draft, choice: Choice, there: Choice) -> bool:
    """By what is counted, once the unit has left its place."""
    own = dict(there.takes)
    return all(draft.room[counter] + own.get(counter, 0) >= amount for counter, amount in choice.takes)
