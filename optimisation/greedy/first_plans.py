"""The plans that every search starts from: what was promised, completed, and a greedy's, each better than the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.greedy.choices import Choice, Choices, choices_of
from optimisation.greedy.draft import Draft
from optimisation.greedy.ejection import repair
from optimisation.greedy.insertion import Stop, Urgency, insert
from optimisation.greedy.opening import has_dependents, mend_minimums, open_for_dependents, open_journeys
from optimisation.greedy.relocation import relocate

LOOKS = 40_000  # possible exchanges; about a tenth of a second
FEW = 6000  # choices of all units up to which every order is tried
MUCH = 0.02  # of all weight: when so much is left, every order is tried, however many choices there are
PASSES = 3
Order = Callable[[int, list[Choice]], Urgency]


def first_plans(problem: Problem, stop: Stop = lambda: False) -> Iterator[Plan]:
    """Plans that break no rule (unless something pinned cannot be kept), without any solver. Only `stop` looks at the
    clock, so that the same problem always gives the same plans.
    """
    choices = choices_of(problem)
    few = sum(map(len, choices.of_unit)) <= FEW
    least = sum(unit.weight for unit, mine in zip(choices.units, choices.of_unit, strict=True) if not mine)
    much = MUCH * sum(unit.weight for unit in choices.units)
    for start in _starts(choices):
        left = 0
        for plan in _grown(choices, start, stop):
            yield plan
            left = sum(problem.cases_by_id[one.case].weight for one in plan.unplaced) - least
        if stop() or (not start.kept and (left <= 0 or not (few or left > much))):
            return


@dataclass(frozen=True, slots=True)
class Start:
    """How a draft begins: with everybody on the current journey, with journeys opened, and who comes first."""

    order: Order
    kept: bool = False
    opened: bool = False


def _starts(choices: Choices) -> Iterator[Start]:
    if any(case.current is not None for case in choices.problem.cases):
        yield Start(_scarcest(choices), kept=True)
    dependent = has_dependents(choices)
    if dependent:
        yield Start(_scarcest(choices), opened=True)
    yield Start(_scarcest(choices))
    yield Start(_worthiest(choices))
    yield Start(_thriftiest(choices), opened=dependent)


def _grown(choices: Choices, start: Start, stop: Stop) -> Iterator[Plan]:
    """One draft from nothing: a plan as soon as everybody had a turn, and again after the repairs."""
    draft = Draft(choices)
    pinned = _keep(draft, with_current=start.kept) if draft.pinned_missions() else None
    if pinned is None:
        return
    if start.opened:
        open_for_dependents(draft, stop)
    insert(draft, range(len(choices.units)), start.order, stop)
    mend_minimums(draft)
    yield draft.plan()
    if stop():
        return
    open_journeys(draft, stop)
    looks, random = LOOKS, Random(0)
    for _ in range(PASSES):
        before = draft.level
        repair(draft, looks, random, stop, pinned)
        relocate(draft, pinned, stop)
        if draft.level >= before or stop():
            break
    yield draft.plan()


def _keep(draft: Draft, with_current: bool) -> list[int] | None:
    """Place whoever is pinned, and whoever has a journey already; the pinned ones, None when they cannot all stay."""
    pinned = [number for number, unit in enumerate(draft.choices.units) if unit.pinned]
    for number in pinned:
        if not any(draft.put(choice) is None for choice in draft.choices.of_unit[number][:1]):
            return None
    for choice in sorted(_held(draft), key=draft.ease) if with_current else ():
        if draft.at[choice.unit] is None:
            draft.put(choice)
    return pinned


def _held(draft: Draft) -> Iterator[Choice]:
    """The choices that are current journeys."""
    for unit, mine in zip(draft.choices.units, draft.choices.of_unit, strict=True):
        current = {case.current for case in unit.cases}
        yield from (choice for choice in mine if choice.journey in current)


def _scarcest(choices: Choices) -> Order:
    """Whoever has the fewest journeys left, the heavier first."""
    units = choices.units
    return lambda number, alive: (len(alive), -units[number].weight)


def _worthiest(choices: Choices) -> Order:
    """The most weight for each journey that is left."""
    units = choices.units
    return lambda number, alive: ((len(alive) + 1) / (units[number].weight + 1), number)


def _thriftiest(choices: Choices) -> Order:
    """The most weight for the money: where money is short."""
    units = choices.units
    return lambda number, alive: ((alive[0].price if alive else 0) / (units[number].weight + 1e-3), number)
