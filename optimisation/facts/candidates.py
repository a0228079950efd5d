"""Which journeys a case could take and which missions could serve it; what cannot work on its own is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from optimisation.facts import costs
from optimisation.facts.plan_index import covered_legs
from optimisation.facts.suitability import speaks, suiting, touches_barred
from optimisation.format.problem import Case, Escort, EscortNeed, Journey, Leg, PinnedMission, Problem

Legs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that is ignored, for one case or (case None) for everybody, to find out whether it is the obstacle."""

    rule: str
    case: str | None = None

    def spares(self, rule: str, case: str) -> bool:
        """The rule does not count for that case."""
        return self.rule == rule and self.case in (None, case)


NONE = Waiver("")


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question is restricted to: the only journeys that named cases may take, and a kind of limit that may give
    way.

    `relief` is a kind of change (`seats`, `line`, `day_limit` …): each limit of that kind gets a column for how much it
    gives way.
    """

    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    relief: str = ""


EVERYTHING = Focus()
ALONE_IN = {"seats": "seats", "journey_seats": "seats", "limit": "limits", "day_limit": "day_limits"}


@dataclass(frozen=True, slots=True)
class PossibleMission:
    """A mission that an escort could fly: days as ordinals, cost in minor units."""

    escort: str
    role: str
    legs: Legs
    first: int
    last: int
    cost: int
    pinned: bool = False


def lines_open(problem: Problem, kind: str, on: date, allowed: Iterable[str]) -> list[str]:
    """The allowed lines that cover the kind of cost and are open on that date, in the given order."""
    usable = problem.open_lines(kind, on)
    return [line for line in allowed if line in usable]


def journeys_for(problem: Problem, case: Case, waiver: Waiver = NONE, focus: Focus = EVERYTHING) -> list[Journey]:
    """Journeys that suit a case and break no rule when it travels alone (escorts are looked at later)."""
    only = focus.only.get(case.id)
    if only is None:
        found = [journey for journey in suiting(problem, case) if case.pinned in (None, journey.id)]
    else:
        found = [problem.journeys_by_id[id_] for id_ in only]
    eased = ALONE_IN.get(focus.relief)
    return [
        one
        for one in found
        if all(rule == eased or waiver.spares(rule, case.id) for rule in broken_alone(problem, case, one))
    ]


def broken_alone(problem: Problem, case: Case, journey: Journey) -> Iterator[str]:
    """The rules (of lines, seats, limits, day_limits) that a case would break on a journey even if nobody else
    travelled.
    """
    seats, legs = case.seats_in(journey.id), problem.legs_of[journey.id]
    if any(leg.seats < seats for leg in legs) or (journey.seats is not None and journey.seats < seats):
        yield "seats"
    if any(leg.limits.get(code, uses) < uses for leg in legs for code, uses in case.uses.items()):
        yield "limits"
    if not _payable(problem, case, journey):
        yield "lines"
    if not _day_allows(problem, case, journey):
        yield "day_limits"


def _payable(problem: Problem, case: Case, journey: Journey) -> bool:
    on = problem.departure(journey.id)
    assisted = not case.assistance_cost or lines_open(problem, "assistance", on, case.lines.assistance)
    return bool(assisted) and bool(lines_open(problem, "transport", on, case.lines.transport))


def _day_allows(problem: Problem, case: Case, journey: Journey) -> bool:
    limits = problem.day_limits.at(problem.departure(journey.id))
    asked = (
        (limits.journeys, 1),
        (limits.persons, case.persons),
        (limits.by_location.get(case.location), 1),
        (limits.persons_by_location.get(case.location), case.persons),
        (limits.runs_by_location.get(case.location), 1),
    )
    return all(limit is None or amount <= limit for limit, amount in asked)


class PossibleMissions:
    """All missions worth flying, and which of them could attend which need."""

    def __init__(self, problem: Problem, journeys: dict[str, list[Journey]]) -> None:
        self.problem = problem
        self.found: list[PossibleMission] = []
        self.at: dict[tuple[str, str, Legs], int] = {}
        self.asked: dict[tuple[EscortNeed, Legs], list[int]] = {}
        self.serving: dict[tuple[str, Legs], list[Legs]] = {}
        needs = [(need, journey) for case in problem.cases for journey in journeys[case.id] for need in case.escorts]
        self._find_prefixes({(need.role, covered_legs(need, journey)) for need, journey in needs})
        self.pinned = [self._pin(pin) for pin in problem.missions_pinned]

    def _find_prefixes(self, wanted: set[tuple[str, Legs]]) -> None:
        by_first: dict[str, list[tuple[str, Legs]]] = {}
        for role, legs in sorted(wanted):
            by_first.setdefault(legs[0], []).append((role, legs))
        for prefix in sorted(self.problem.prefixes):
            flown = frozenset(prefix)
            served = [one for leg in prefix for one in by_first.get(leg, ()) if flown.issuperset(one[1])]
            for role in sorted({role for role, _ in served}):
                mine = {legs for at, legs in served if at == role}
                if not any(self._better(short, prefix, mine) for short in self._slices(prefix)):
                    for legs in mine:
                        self.serving.setdefault((role, legs), []).append(prefix)

    def _slices(self, prefix: Legs) -> Iterator[Legs]:
        size = len(prefix)
        for first in range(size):
            for last in range(first + 1, size + 1):
                if last - first < size and prefix[first:last] in self.problem.prefixes:
                    yield prefix[first:last]

    def _better(self, short: Legs, long: Legs, served: set[Legs]) -> bool:
        """The shorter mission serves the same needs, takes no more days, and can be charged to the same lines."""
        if not all(set(legs) <= set(short) for legs in served):
            return False
        one, two = self._span(short), self._span(long)
        if one[0] < two[0] or one[1] > two[1]:
            return False
        return self._payers(long) <= self._payers(short)

    def _legs(self, ids: Legs) -> tuple[Leg, ...]:
        return tuple(self.problem.legs_by_id[leg] for leg in ids)

    def _span(self, ids: Legs) -> tuple[int, int]:
        return costs.span(self.problem, self._legs(ids))

    def _payers(self, ids: Legs) -> set[str]:
        on = self.problem.legs_by_id[ids[0]].departure_date
        return set(lines_open(self.problem, "escort", on, self.problem.lines_by_id))

    def _outing(self, escort: Escort, role: str, legs: Legs, pinned: bool = False) -> int | None:
        """The number of a mission that its escort can fly, or None."""
        key = (escort.id, role, legs)
        if key not in self.at:
            flights = self._legs(legs)
            first, last = costs.span(self.problem, flights)
            able = role in escort.roles and not touches_barred(escort, flights)
            if not able or not costs.is_available(escort, first, last) or not self._payers(legs):
                return None
            self.at[key] = len(self.found)
            cost = costs.mission(self.problem, escort, flights)
            self.found.append(PossibleMission(escort.id, role, legs, first, last, cost, pinned))
        return self.at[key]

    def _pin(self, pin: PinnedMission) -> int | None:
        if pin.legs not in self.problem.prefixes:
            return None
        return self._outing(self.problem.escorts_by_id[pin.escort], pin.role, pin.legs, pinned=True)

    def attending(self, need: EscortNeed, legs: Legs) -> list[int]:
        """Numbers of the missions that could attend a need on these legs."""
        if (need, legs) not in self.asked:
            self.asked[need, legs] = self._attending(need, legs)
        return self.asked[need, legs]

    def _attending(self, need: EscortNeed, legs: Legs) -> list[int]:
        if need.load > self.problem.roles[need.role]:
            return []
        able = [one for one in self.problem.escorts if speaks(one, need)]
        prefixes = self.serving.get((need.role, legs), [])
        pinned = {self.found[at].legs for at in self.pinned if at is not None and self.found[at].role == need.role}
        extra = sorted(one for one in pinned.difference(prefixes) if set(legs) <= set(one))
        found = [self.at.get((one.id, need.role, prefix)) for prefix in extra for one in able]
        found += [self._outing(escort, need.role, prefix) for prefix in prefixes for escort in able]
        return sorted({at for at in found if at is not None})
