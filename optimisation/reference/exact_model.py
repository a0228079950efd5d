"""The reference: the whole contract in one model, and plans read off its solutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from optimisation.facts.candidates import EVERYTHING, NONE, Focus, Waiver, lines_open
from optimisation.format.plan import Mission, Placement, Plan, Unplaced
from optimisation.format.problem import Case, Journey, Problem
from optimisation.judging.figures import with_totals
from optimisation.model.contract import Model, Need, Pay
from optimisation.rules import constrain
from optimisation.rules.line_choice import assistance_lines


def build(problem: Problem, waiver: Waiver = NONE, focus: Focus = EVERYTHING) -> Model:
    """All columns and all rows, a waived rule left out."""
    model = Model(problem, waiver, focus)
    constrain(model)
    return model


@dataclass(slots=True)
class _Reader:
    """One solution being read: `on` says of a column that it is 1."""

    model: Model
    values: list[float]

    def on(self, column: int) -> bool:
        return self.values[column] > 0.5

    def journeys(self) -> dict[str, Journey]:
        return {case.id: journey for case, journey, column in self.model.placements() if self.on(column)}

    def way(self, case: Case, journey: Journey) -> Pay:
        ways = self.model.pay[case.id, journey.id]
        return next((way for way in ways if self.on(way.column)), ways[0])

    def chosen(self, columns: dict[str, int]) -> str | None:
        return next((line for line, column in columns.items() if self.on(column)), None)


def plan_from(model: Model, values: list[float]) -> Plan:
    """The plan at an integer point of the model, in the problem's order, with its totals; status `feasible`.

    If the model waives a rule, the plan may break it: needs that nobody attends, lines that nobody allows.
    """
    read = _Reader(model, values)
    journeys = read.journeys()
    attends = _attendance(read, journeys)
    names = _names(model, attends)
    placements, unplaced = [], []
    for case in model.problem.cases:
        if case.id not in journeys:
            unplaced.append(Unplaced(case.id))
            continue
        taken = journeys[case.id]
        way = read.way(case, taken)
        needs = (Need(case.id, index) for index in range(len(case.escorts)))
        named = tuple(names[attends[need]] for need in needs if need in attends)
        placements.append(Placement(case.id, taken.id, way.fare, _lines(read, case, taken, way), named))
    missions = tuple(_mission(read, at, name, attends) for at, name in names.items())
    plan = Plan("feasible", tuple(placements), tuple(unplaced), missions, _charters(read, journeys))
    return with_totals(model.problem, plan)


def _attendance(read: _Reader, journeys: dict[str, Journey]) -> dict[Need, int]:
    """The mission of each need of the placed cases."""
    return {
        need: way.mission
        for need, ways in read.model.attend.items()
        if need.case in journeys
        for way in ways
        if read.on(way.column)
    }


def _names(model: Model, attends: dict[Need, int]) -> dict[int, str]:
    """Mission ids by number, in order of day and escort; missions for nobody are left out unless pinned."""
    busy = set(attends.values())
    flown = [at for at, one in enumerate(model.missions) if at in busy or one.pinned]
    rank = {one.id: at for at, one in enumerate(model.problem.escorts)}
    flown.sort(key=lambda at: (model.missions[at].first, rank[model.missions[at].escort], model.missions[at].legs))
    return {at: f"M{number}" for number, at in enumerate(flown, start=1)}


def _lines(read: _Reader, case: Case, taken: Journey, way: Pay) -> dict[str, str]:
    lines = {"transport": way.line}
    if case.assistance_cost:
        chosen = read.chosen(read.model.assist.get(case.id, {}))
        able = assistance_lines(read.model, case, taken) or case.lines.assistance
        lines["assistance"] = chosen or next(iter(able), "")
    return lines


def _mission(read: _Reader, at: int, name: str, attends: dict[Need, int]) -> Mission:
    model, outing = read.model, read.model.missions[at]
    cases = dict.fromkeys(need.case for need, mission in attends.items() if mission == at)
    line = read.chosen(model.escort_pays.get(at, {}))
    if line is None:
        on = model.problem.legs_by_id[outing.legs[0]].departure_date
        allowed = [line for case in cases for line in model.problem.cases_by_id[case].lines.escort]
        line = _payer(model, "escort", on, allowed if cases else list(model.problem.lines_by_id))
    return Mission(name, outing.escort, outing.role, outing.legs, tuple(cases), line, outing.cost)


def _payer(model: Model, kind: str, on: date, allowed: list[str]) -> str:
    """A line that cannot run short, where the model left the choice open."""
    lines = lines_open(model.problem, kind, on, dict.fromkeys(allowed))
    return next((line for line in lines if line not in model.capped), lines[0] if lines else "")


def _charters(read: _Reader, journeys: dict[str, Journey]) -> dict[str, str]:
    found = {}
    used = {journey.id for journey in journeys.values()}
    for one in read.model.problem.journeys:
        if one.id in used and one.fixed_cost:
            line = read.chosen(read.model.charter_pays.get(one.id, {}))
            riders = [case for case in read.model.riders[one.id] if journeys.get(case.id) == one]
            allowed = [line for case in riders for line in case.lines.transport]
            found[one.id] = line or _payer(read.model, "charter", read.model.problem.departure(one.id), allowed)
    return found
