"""The exact model, a mixed-integer linear one of the whole contract: columns are made here, rows by the rules.

Everything is 0 or 1; `optimisation/README.md` has the mathematics in these names and the steps to add a rule.

    place[c, j]          case c takes journey j (only journeys that suit it and that it could take on its own)
    pay[c, j]            the ways to pay for that, (fare, transport line); a placed case has exactly one
    group[j], opened[j]  everybody on j has the group fare; j is in use
    fly[m]               mission m = (escort, role, first legs of a journey) takes place
    attend[c, n]         need n of case c on some legs is attended by mission m
    assist[c], escort_pays[m], charter_pays[j]   the line charged, where there is a choice and one may run short

Level 1 is `weight_goal`, the weight of cases that are not placed. Level 2 is `cost_goal`, with level 1 fixed. The
tie-break, `kept_goal`, follows with both fixed: more cases on their current journey.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from optimisation.facts import costs
from optimisation.facts.candidates import (
    EVERYTHING,
    NONE,
    Focus,
    Legs,
    PossibleMission,
    PossibleMissions,
    Waiver,
    journeys_for,
    lines_open,
)
from optimisation.facts.plan_index import covered_legs
from optimisation.format.plan import Fare
from optimisation.format.problem import Case, EscortNeed, Journey, Problem
from optimisation.model.milp import INFINITY, Goal, Milp, Term


class Pay(NamedTuple):
    """One way to pay for a case on a journey: the charge to the transport line in minor units."""

    fare: Fare
    line: str
    charge: int
    column: int


class Attend(NamedTuple):
    """A mission (its number) attending a need that covers these legs."""

    legs: Legs
    mission: int
    column: int


@dataclass(frozen=True, slots=True)
class Need:
    """Which need it is: the case, and the index in the case's list."""

    case: str
    index: int


class Model:
    """Columns of the reference model; rules add the rows."""

    def __init__(self, problem: Problem, waiver: Waiver = NONE, focus: Focus = EVERYTHING) -> None:
        self.problem = problem
        self.waiver = waiver
        self.focus = focus
        self.reliefs: dict[str, int] = {}
        self.milp = Milp()
        self.journeys = {case.id: journeys_for(problem, case, waiver, focus) for case in problem.cases}
        self.outings = PossibleMissions(problem, self.journeys)
        self._keep_attended()
        self.capped = _capped(problem, self.journeys, self.outings)
        self.place: dict[tuple[str, str], int] = {}
        self.pay: dict[tuple[str, str], list[Pay]] = {}
        self.group: dict[str, int] = {}
        self.opened: dict[str, int] = {}
        self.attend: dict[Need, list[Attend]] = {}
        self.assist: dict[str, dict[str, int]] = {}
        self.escort_pays: dict[int, dict[str, int]] = {}
        self.charter_pays: dict[str, dict[str, int]] = {}
        self.fly = [self.milp.column(lower=int(one.pinned)) for one in self.missions]
        self.riders: dict[str, list[Case]] = {}
        for case in problem.cases:
            for journey in self.journeys[case.id]:
                self.riders.setdefault(journey.id, []).append(case)
        for id_, cases in self.riders.items():
            self._journey_columns(problem.journeys_by_id[id_], cases)
        for case in problem.cases:
            for journey in self.journeys[case.id]:
                self._case_columns(case, journey)
            self._attend_columns(case)

    @property
    def missions(self) -> list[PossibleMission]:
        """The missions by number."""
        return self.outings.found

    def _keep_attended(self) -> None:
        """Leave out journeys on which nobody could attend some need of the case."""
        for case in self.problem.cases:
            needs = self.needs(case)
            self.journeys[case.id] = [
                journey
                for journey in self.journeys[case.id]
                if all(self.outings.attending(need, covered_legs(need, journey)) for _, need in needs)
            ]

    def needs(self, case: Case) -> list[tuple[int, EscortNeed]]:
        """The needs of a case that count here, with their index."""
        return [] if self.waiver.spares("escort", case.id) else list(enumerate(case.escorts))

    def _journey_columns(self, journey: Journey, cases: list[Case]) -> None:
        people = sum(case.travellers.seated for case in cases)
        if journey.group is not None and journey.group.minimum <= people:
            self.group[journey.id] = self.milp.column()
        if journey.fixed_cost or journey.minimum:
            self.opened[journey.id] = self.milp.column()

    def _case_columns(self, case: Case, journey: Journey) -> None:
        fares: list[Fare] = ["individual", "group"] if journey.id in self.group else ["individual"]
        on = self.problem.departure(journey.id)
        allowed = case.lines.transport
        lines = self.enough(lines_open(self.problem, "transport", on, allowed)) or list(allowed[:1]) or [""]
        ways = [(fare, line) for fare in fares for line in lines]
        place = self.milp.column()
        self.place[case.id, journey.id] = place
        self.pay[case.id, journey.id] = [
            Pay(
                fare,
                line,
                costs.transport(self.problem, case, journey, fare),
                self.milp.column() if len(ways) > 1 else place,
            )
            for fare, line in ways
        ]

    def _attend_columns(self, case: Case) -> None:
        for index, need in self.needs(case):
            legs = dict.fromkeys(covered_legs(need, journey) for journey in self.journeys[case.id])
            ways = [(one, mission) for one in legs for mission in self.outings.attending(need, one)]
            self.attend[Need(case.id, index)] = [Attend(*way, self.milp.column()) for way in ways]

    def enough(self, lines: list[str]) -> list[str]:
        """One line that can never run short, if there is one among these lines; else all of them."""
        return next(([line] for line in lines if line not in self.capped), lines)

    def placed(self, case: str) -> list[int]:
        """Columns of a case, one for each journey it could take."""
        return [self.place[case, journey.id] for journey in self.journeys[case]]

    def relief(self, kind: str, id_: str) -> list[Term]:
        """What a limit may give way by: nothing, unless the focus is on that kind of limit."""
        if kind != self.focus.relief:
            return []
        if id_ not in self.reliefs:
            self.reliefs[id_] = self.milp.column(upper=INFINITY)
        return [(self.reliefs[id_], -1)]

    def on_leg(self, case: str) -> dict[str, list[int]]:
        """Columns that put a case on each leg."""
        found: dict[str, list[int]] = {}
        for journey in self.journeys[case]:
            for leg in journey.legs:
                found.setdefault(leg, []).append(self.place[case, journey.id])
        return found

    def attended_by(self) -> dict[int, list[tuple[Case, Need, Attend]]]:
        """For each mission what it could attend."""
        found: dict[int, list[tuple[Case, Need, Attend]]] = {}
        for need, ways in self.attend.items():
            for way in ways:
                found.setdefault(way.mission, []).append((self.problem.cases_by_id[need.case], need, way))
        return found

    def placements(self, rule: str = "") -> Iterator[tuple[Case, Journey, int]]:
        """Every case with each journey it could take and the column; a case that is spared the rule is left out."""
        for case in self.problem.cases:
            if rule and self.waiver.spares(rule, case.id):
                continue
            for journey in self.journeys[case.id]:
                yield case, journey, self.place[case.id, journey.id]

    def weight_goal(self) -> Goal:
        """Level 1: unplaced weight."""
        terms = {column: -case.weight for case, _, column in self.placements() if case.weight}
        return Goal(terms, sum(case.weight for case in self.problem.cases))

    def cost_goal(self) -> Goal:
        """Level 2: all charges, and all costs that no line is charged for."""
        terms: dict[int, int] = {}
        for case, journey, column in self.placements():
            for way in self.pay[case.id, journey.id]:
                terms[way.column] = terms.get(way.column, 0) + way.charge
            extra = costs.uncharged(self.problem, case, journey) + case.assistance_cost - costs.left(case)
            terms[column] = terms.get(column, 0) + extra
        price = self.problem.mission_price
        terms.update({column: one.cost + price for column, one in zip(self.fly, self.missions, strict=True)})
        terms.update({column: self.problem.journeys_by_id[id_].fixed_cost for id_, column in self.opened.items()})
        return Goal(terms, sum(costs.left(case) for case in self.problem.cases))

    def kept_goal(self) -> Goal:
        """The tie-break: minus the number of cases that stay on their current journey."""
        return Goal({column: -1 for case, journey, column in self.placements() if case.current == journey.id})


def _capped(problem: Problem, journeys: dict[str, list[Journey]], outings: PossibleMissions) -> set[str]:
    """Lines that could run short if everything that might be charged to them were charged to them."""
    most = dict.fromkeys(problem.lines_by_id, 0)
    covers = {line.id: line.covers for line in problem.lines}
    payers = [line.id for line in problem.lines if "escort" in line.covers]
    for case in problem.cases:
        ways = [(one, costs.transport(problem, case, one, fare)) for one in journeys[case.id] for fare in _fares(one)]
        for line in case.lines.transport:
            most[line] += max((charge for _, charge in ways), default=0) if "transport" in covers[line] else 0
        for line in case.lines.assistance:
            most[line] += case.assistance_cost if "assistance" in covers[line] else 0
        for need in case.escorts:
            legs = {covered_legs(need, one) for one in journeys[case.id]}
            dearest = max((outings.found[at].cost for one in legs for at in outings.attending(need, one)), default=0)
            for line in payers:
                most[line] += dearest
    fixed = sum(journey.fixed_cost for journey in problem.journeys)
    fixed += sum(one.cost for one in outings.found if one.pinned)
    return {line.id for line in problem.lines if line.ceiling is not None and most[line.id] + fixed > line.ceiling}


def _fares(journey: Journey) -> list[Fare]:
    return ["individual", "group"] if journey.group is not None else ["individual"]
