"""Journeys that one unit alone does not open, because they have a fixed cost or a minimum: opened for many at once."""

from __future__ import annotations

from optimisation.greedy.choices import Choice, Choices
from optimisation.greedy.draft import Draft
from optimisation.greedy.insertion import Stop


def open_journeys(draft: Draft, stop: Stop) -> None:
    """Open journeys, the most promising first, as long as that places more people or costs less."""
    closed = _closed(draft)
    for name in sorted(closed, key=lambda one: (_promise(draft, closed[one]), one)):
        if stop():
            return
        _try(draft, name, closed[name])


def has_dependents(choices: Choices) -> bool:
    """Whether some units have no journey that one unit alone would open."""
    rows = choices.problem.journeys_by_id
    needs = {name for name, row in rows.items() if row.fixed_cost or row.minimum}
    return any(mine and all(one.journey in needs for one in mine) for mine in choices.of_unit)


def open_for_dependents(draft: Draft, stop: Stop) -> None:
    """Open journeys while nobody else is placed yet, for units that have no other journey."""
    closed = _closed(draft)
    alone = {number for number, mine in enumerate(draft.choices.of_unit) if all(one.journey in closed for one in mine)}
    only = {name: [one for one in choices if one.unit in alone] for name, choices in closed.items()}
    for name in sorted(only, key=lambda one: (_promise(draft, only[one]), one)):
        if _promise(draft, only[name]) and not stop():
            _try(draft, name, closed[name])


def mend_minimums(draft: Draft) -> None:
    """Where fewer people are than the minimum, others join them; where that cannot be, all are left."""
    for name in [name for name, riders in draft.riders.items() if riders and not draft.enough(name)]:
        joining = [one for mine in draft.choices.of_unit for one in mine if one.journey == name]
        for choice in sorted(joining, key=lambda one: (*_gain(draft, one), one.unit)):
            if draft.enough(name):
                break
            there = draft.at[choice.unit]
            if there is None or there.journey != name:
                _join(draft, choice)
        if not draft.enough(name):
            for number in draft.riders[name]:
                draft.take_out(number)


def _join(draft: Draft, choice: Choice) -> None:
    here = draft.trail.mark()
    out = draft.at[choice.unit] is None or draft.take_out(choice.unit)
    if not out or draft.put(choice) is not None:
        draft.trail.back(here)


def _closed(draft: Draft) -> dict[str, list[Choice]]:
    """Choices of each journey that nobody uses and that has to be opened."""
    rows = draft.problem.journeys_by_id
    found: dict[str, list[Choice]] = {}
    for mine in draft.choices.of_unit:
        for choice in mine:
            row = rows[choice.journey]
            if (row.fixed_cost or row.minimum) and not draft.riders.get(choice.journey):
                found.setdefault(choice.journey, []).append(choice)
    return found


def _promise(draft: Draft, choices: list[Choice]) -> int:
    """Minus the weight that it could place."""
    left = (choice.unit for choice in choices if draft.at[choice.unit] is None)
    return -sum(draft.choices.units[number].weight for number in left)


def _gain(draft: Draft, choice: Choice) -> tuple[int, int]:
    """Weight first, then cost that a unit saves by going there (least is best)."""
    there, unit = draft.at[choice.unit], draft.choices.units[choice.unit]
    if there is None:
        return -unit.weight, choice.price
    return 0, choice.price - draft.price(there)


def _try(draft: Draft, name: str, choices: list[Choice]) -> bool:
    """Everybody left who can be placed, then whoever saves, then others until the minimum is reached."""
    before, mark = draft.level, draft.trail.mark()
    for choice in sorted(choices, key=lambda one: (*_gain(draft, one), one.unit)):
        worse = _gain(draft, choice) >= (0, 0)
        if worse and draft.enough(name):
            break
        _join(draft, choice)
    good = bool(draft.riders.get(name)) and draft.enough(name) and draft.level < before
    if not good:
        draft.trail.back(mark)
    return good
