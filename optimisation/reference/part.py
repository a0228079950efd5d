"""A part of the exact model: some cases may move, everybody else keeps what the plan gives them.

Columns that keep their values are taken out before the solver sees the model, so that a question about ten cases costs
the same in a year of 2,420 people as in a week.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from optimisation.facts.candidates import NONE, Focus
from optimisation.facts.plan_index import covered_legs
from optimisation.format.plan import Placement, Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Attend, Model, Need
from optimisation.model.milp import INFINITY, Goal, Milp
from optimisation.reference.exact_model import build, plan_from


@dataclass(slots=True)
class Part:
    """`milp` has the columns of `model` that may change, in the order of `columns`; the others keep `x`."""

    model: Model
    x: list[float]
    columns: list[int]
    milp: Milp

    def goal(self, whole: Goal) -> Goal:
        """A goal of the whole model in the columns of the part."""
        constant = whole.constant + sum(value * round(self.x[column]) for column, value in whole.terms.items())
        terms: dict[int, int] = {}
        for at, column in enumerate(self.columns):
            value = whole.terms.get(column, 0)
            if value:
                terms[at] = value
                constant -= value * round(self.x[column])
        return Goal(terms, constant)

    def places(self, case: str) -> dict[str, int]:
        """The column of the part for each journey that a case which may move could take."""
        at = {column: number for number, column in enumerate(self.columns)}
        return {one.id: at[self.model.place[case, one.id]] for one in self.model.journeys[case]}

    def plan(self, values: list[float]) -> Plan:
        """The whole plan at an integer point of the part."""
        x = list(self.x)
        for column, value in zip(self.columns, values, strict=True):
            x[column] = value
        return plan_from(self.model, x)


def part_of(
    problem: Problem, plan: Plan, free: Collection[str], choices: Mapping[str, tuple[str, ...]] | None = None
) -> Part:
    """The part in which the cases in `free` may move, each to the journeys in `choices` (all that suit it, if absent).

    A case is freed, too, when the model has no column for how the plan lets it be attended: some missions are never
    worth flying.
    """
    moving = set(free)
    while True:
        model = build(problem, NONE, Focus(_only(problem, plan, moving, choices or {})))
        reading = _Reading(model, plan)
        strange = reading.not_in_model() - moving
        if not strange:
            break
        moving |= strange
    kept = set(_kept(reading, moving))
    columns = [column for column in range(len(model.milp.upper)) if column not in kept]
    return Part(model, reading.x, columns, _carved(model.milp, columns, reading.x))


def _only(
    problem: Problem, plan: Plan, moving: set[str], choices: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    journeys = plan.journeys_of
    kept = {case.id: (journeys[case.id],) if case.id in journeys else () for case in problem.cases}
    return {case: journey for case, journey in kept.items() if case not in moving} | {
        case: journey for case, journey in choices.items() if case in moving
    }


class _Reading:
    """A plan as values of the model's columns, as far as the columns have a meaning that the plan names."""

    def __init__(self, model: Model, plan: Plan) -> None:
        self.model, self.plan = model, plan
        self.x = [0.0] * len(model.milp.upper)
        number = {(one.escort, one.role, one.legs): at for at, one in enumerate(model.missions)}
        self.missions = {one.id: number.get((one.escort, one.role, one.legs)) for one in plan.missions}
        for one in plan.missions:
            at = self.missions[one.id]
            if at is not None:
                self._set(model.fly[at], model.escort_pays.get(at, {}).get(one.line))
        for placed in plan.placements:
            self._placement(placed)
        for journey, line in plan.charters.items():
            self._set(model.charter_pays.get(journey, {}).get(line))

    def _set(self, *columns: int | None) -> None:
        for column in columns:
            if column is not None:
                self.x[column] = 1.0

    def _placement(self, one: Placement) -> None:
        model = self.model
        if (one.case, one.journey) not in model.place:
            return
        self._set(model.place[one.case, one.journey])
        ways = [way for way in model.pay[one.case, one.journey] if way.fare == one.fare]
        paid = [way.column for way in ways if way.line == one.lines.get("transport")]
        self._set(*(paid or [way.column for way in ways])[:1])
        self._set(model.assist.get(one.case, {}).get(one.lines.get("assistance", "")))
        self._set(model.group.get(one.journey) if one.fare == "group" else None, model.opened.get(one.journey))
        self._set(*(way.column if way else None for _, way in self.attended(one)))

    def attended(self, one: Placement) -> Iterator[tuple[Need, Attend | None]]:
        """How the model says that the plan attends each need; None where it has no column for that."""
        model = self.model
        case, journey = model.problem.cases_by_id[one.case], model.problem.journeys_by_id[one.journey]
        for (index, need), mission in zip(model.needs(case), one.attended_by, strict=True):
            at, legs = self.missions[mission], covered_legs(need, journey)
            ways = model.attend.get(Need(case.id, index), [])
            yield Need(case.id, index), next((way for way in ways if (way.mission, way.legs) == (at, legs)), None)

    def not_in_model(self) -> set[str]:
        """Placed cases for which the model has no columns: a journey, a fare or an attendance is missing."""
        model = self.model
        return {
            one.case
            for one in self.plan.placements
            if (one.case, one.journey) not in model.place
            or (one.fare == "group" and one.journey not in model.group)
            or not all(way for _, way in self.attended(one))
        }


def _kept(reading: _Reading, moving: set[str]) -> Iterator[int]:
    """Columns that keep their value: those of cases that stay and of missions that only they could need.

    Where somebody could come to a journey with a group fare, those who stay may pay otherwise than before.
    """
    model = reading.model
    touched = {journey.id for case in moving for journey in model.journeys[case]}
    touched |= {one.journey for one in reading.plan.placements if one.case in moving}
    for (case, journey), column in model.place.items():
        if case not in moving:
            yield column
            if not (journey in touched and journey in model.group):
                yield from (way.column for way in model.pay[case, journey])
            yield from model.assist.get(case, {}).values()
    yield from (column for journey, column in model.group.items() if journey not in touched)
    used = {one.journey for one in reading.plan.placements if one.case not in moving}
    yield from (column for journey, column in model.opened.items() if journey not in touched or journey in used)
    yield from (column for id_, ways in model.charter_pays.items() if id_ not in touched for column in ways.values())
    yield from _missions_kept(reading, moving)


def _missions_kept(reading: _Reading, moving: set[str]) -> Iterator[int]:
    """Missions that attend somebody who stays fly; missions that nobody who moves could need do not."""
    model = reading.model
    wanted = {way.mission for need, ways in model.attend.items() if need.case in moving for way in ways}
    wanted |= {at for at in reading.missions.values() if at is not None}
    firm = {
        at
        for one in reading.plan.missions
        if (at := reading.missions[one.id]) is not None and not moving.issuperset(one.attends)
    }
    for need, ways in model.attend.items():
        if need.case not in moving:
            yield from (way.column for way in ways)
    for at, column in enumerate(model.fly):
        if at in firm or at not in wanted:
            yield column
        if at not in wanted:
            yield from model.escort_pays.get(at, {}).values()


def _carved(milp: Milp, columns: list[int], x: list[float]) -> Milp:
    """The rows of a model in some of its columns; rows that can never bind are left out."""
    place = {column: at for at, column in enumerate(columns)}
    found = Milp([milp.lower[column] for column in columns], [milp.upper[column] for column in columns])
    terms: dict[int, list[tuple[int, float]]] = {}
    used: dict[int, float] = {}
    for row, column, value in zip(milp.row_of, milp.column_of, milp.value_of, strict=True):
        if column in place:
            terms.setdefault(row, []).append((place[column], value))
        elif x[column]:
            used[row] = used.get(row, 0.0) + value * x[column]
    for row, mine in terms.items():
        low, high = milp.row_low[row] - used.get(row, 0.0), milp.row_high[row] - used.get(row, 0.0)
        if low == -INFINITY:
            found.at_most(mine, high)
        else:
            found.row(mine, low, high)
    return found
