"""Units: cases that travel together, merged into one, with every journey that suits them all (filters of rule 1)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from optimisation.facts import costs
from optimisation.format.problem import Case, Journey, Problem


@dataclass(frozen=True)
class Unit:
    """Cases that take one journey or are all left; `journeys` are the ids that suit all of them."""

    cases: tuple[Case, ...]
    journeys: tuple[str, ...]
    pinned: bool

    @property
    def weight(self) -> int:
        """Unplaced weight of leaving the unit."""
        return sum(case.weight for case in self.cases)

    @property
    def heads(self) -> int:
        """Adults and children: the people that minimums count."""
        return sum(case.travellers.seated for case in self.cases)

    @property
    def left_cost(self) -> int:
        """Cost of leaving the unit, the broken promise included."""
        return sum(costs.left(case) for case in self.cases)


class SuitableJourneys:
    """Journeys by destination in order of departure, so that one case's list is found without reading them all."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.by_airport: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for journey in problem.journeys:
            last = problem.legs_by_id[journey.legs[-1]]
            self.by_airport[last.destination].append((problem.departure(journey.id), journey.id))
        for dated in self.by_airport.values():
            dated.sort(key=_day)

    def journeys(self, case: Case) -> list[str]:
        """Ids of the journeys that suit the case by itself, in order of departure within an airport."""
        found = [
            name
            for airport in case.destinations
            for name in self._between(airport, case.earliest, case.latest)
            if self._suits(case, self.problem.journeys_by_id[name])
        ]
        return [name for name in found if case.pinned in (None, name)]

    def _between(self, airport: str, first: date, last: date) -> list[str]:
        dated = self.by_airport[airport]
        low, high = bisect_left(dated, first, key=_day), bisect_right(dated, last, key=_day)
        return [name for _, name in dated[low:high]]

    def _suits(self, case: Case, journey: Journey) -> bool:
        legs = self.problem.legs_of[journey.id]
        return (
            (case.latest_arrival is None or legs[-1].arrival_date <= case.latest_arrival)
            and (case.max_connections is None or len(legs) - 1 <= case.max_connections)
            and (case.allow_overnight or not journey.overnight)
            and journey.id not in case.excluded
            and self.problem.transfer(case, journey.id) is not None
            and not any(leg.destination in case.no_transit for leg in legs[:-1])
            and self._payable(case, journey.id)
        )

    def _payable(self, case: Case, journey: str) -> bool:
        return bool(open_lines(self.problem, case.lines.transport, "transport", self.problem.departure(journey))) and (
            case.assistance_cost == 0
            or bool(open_lines(self.problem, case.lines.assistance, "assistance", self.problem.departure(journey)))
        )


def _day(dated: tuple[date, str]) -> date:
    return dated[0]


def open_lines(problem: Problem, lines: Iterable[str], kind: str, day: date) -> frozenset[str]:
    """Those of the lines that cover the kind of cost and are open on the day."""
    return problem.open_lines(kind, day).intersection(lines)


def units(problem: Problem) -> list[Unit]:
    """Every case in exactly one unit, in the problem's order of first cases."""
    leader = {case.id: case.id for case in problem.cases}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for group in problem.together:
        for name in group[1:]:
            leader[find(name)] = find(group[0])
    members: dict[str, list[Case]] = defaultdict(list)
    for case in problem.cases:
        members[find(case.id)].append(case)
    split = {frozenset(pair) for pair in (*problem.apart, *problem.apart_days)}
    suits = SuitableJourneys(problem)
    return [_unit(suits, cases, split) for cases in members.values()]


def _unit(suits: SuitableJourneys, cases: list[Case], split: set[frozenset[str]]) -> Unit:
    shared = suits.journeys(cases[0])
    for other in cases[1:]:
        theirs = set(suits.journeys(other))
        shared = [name for name in shared if name in theirs]
    names = [case.id for case in cases]
    torn = any(frozenset((one, two)) in split for n, one in enumerate(names) for two in names[n + 1 :])
    pinned = any(case.pinned is not None for case in cases)
    return Unit(tuple(cases), () if torn else tuple(shared), pinned)
