"""Small questions about a plan: could these cases be placed too, with everybody placed still placed?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from optimisation.facts.candidates import NONE, Focus, Waiver
from optimisation.facts.suitability import suiting
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.model.contract import Model
from optimisation.model.milp import Goal, Milp
from optimisation.processes.solver_process import SolverProcess, Task
from optimisation.reference.exact_model import build, plan_from

SMALL = 30  # up to this many placed cases, all of them may move
NEAR = 15
NODES = 100
LARGE = 8000  # columns


class OutOfTime(Exception):
    """The run has no time left for questions."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan that answers yes; `reliefs` says by how much which limits gave way."""

    plan: Plan
    reliefs: dict[str, int]


@dataclass(slots=True)
class Probe:
    """Asks the solver about one plan; `left` are the seconds that remain, `stop` whether to end now."""

    plan: Plan
    solver: SolverProcess
    left: Callable[[], float]
    stop: Callable[[], bool]
    seed: int = 0
    patience: float = 5.0

    def ask(
        self,
        problem: Problem,
        newcomers: Sequence[str],
        waiver: Waiver = NONE,
        relief: str = "",
        price: Callable[[Model], Goal] | None = None,
    ) -> Found | None:
        """A plan with all placed cases and the newcomers, those near them moved if need be; None when there is none.

        With `relief` one limit of that kind may give way, as little as possible; `price` is what else is made least.
        Raises OutOfTime.
        """
        if self.left() <= 0 or self.stop():
            raise OutOfTime
        only = self._only(problem, newcomers)
        model = build(problem, waiver, Focus(only, relief))
        journeys = self.plan.journeys_of
        for case in (*journeys, *newcomers):
            if not model.journeys[case]:
                return None
            model.milp.row([(column, 1) for column in model.placed(case)], low=1)
        if relief and not model.reliefs:
            return None
        goal = price(model) if price else _one_relief(model)
        values = None
        if len(model.milp.upper) > LARGE and not (relief or price):  # while cases far away keep all, a yes is quick
            values = self._solved(self._far_kept(model, set(only)), goal)
        values = values or self._solved(model.milp, goal)
        if values is None:
            return None
        reliefs = {id_: round(values[column]) for id_, column in model.reliefs.items()}
        return Found(plan_from(model, values), {id_: by for id_, by in reliefs.items() if by})

    def _solved(self, milp: Milp, goal: Goal) -> list[float] | None:
        """A point of the model, or None when none was found in as much time as one question may take."""
        began = time.monotonic()
        task = Task(milp, goal, max(0.01, min(self.patience, self.left())), nodes=NODES, seed=self.seed)
        values = self.solver.solve(task, self.stop).values
        if values is None and (self.left() <= 0 or time.monotonic() - began > 2 * self.patience):
            raise OutOfTime
        return values

    def _only(self, problem: Problem, newcomers: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Which cases may not move: those far away keep their journey, and others who are left stay left."""
        journeys = self.plan.journeys_of
        near = self._near(problem, newcomers)
        only: dict[str, tuple[str, ...]] = {}
        for case in problem.cases:
            if case.id not in newcomers and case.id not in near:
                only[case.id] = (journeys[case.id],) if case.id in journeys else ()
        return only

    def _far_kept(self, model: Model, far: set[str]) -> Milp:
        """The model in which cases far away keep the escorts and the lines that the plan gives them."""
        upper = list(model.milp.upper)
        for column in (*self._other_escorts(model, far), *self._other_lines(model, far)):
            upper[column] = 0
        return replace(model.milp, upper=upper)

    def _other_escorts(self, model: Model, far: set[str]) -> Iterator[int]:
        """Columns in which a need is attended otherwise than in the plan; none for a need that the plan leaves open."""
        flown = {(case, one.escort, one.role, one.legs) for one in self.plan.missions for case in one.attends}
        for need, ways in model.attend.items():
            if need.case in far:
                outings = [model.missions[way.mission] for way in ways]
                kept = [(need.case, one.escort, one.role, one.legs) in flown for one in outings]
                yield from (way.column for way, keep in zip(ways, kept, strict=True) if any(kept) and not keep)

    def _other_lines(self, model: Model, far: set[str]) -> Iterator[int]:
        """Columns in which a line other than in the plan is charged for transport or assistance."""
        for one in self.plan.placements:
            if one.case in far:
                ways = [(way.line, way.column) for way in model.pay[one.case, one.journey]]
                yield from _others(ways, one.lines.get("transport"))
                yield from _others(list(model.assist.get(one.case, {}).items()), one.lines.get("assistance"))

    def _near(self, problem: Problem, newcomers: Sequence[str]) -> set[str]:
        """The placed cases that share most with what the newcomers could take: legs first, then dates."""
        cases = [problem.cases_by_id[case] for case in newcomers]
        wanted = [journey for case in cases for journey in suiting(problem, case)]
        legs = {leg for journey in wanted for leg in journey.legs}
        days = [problem.departure(journey.id).toordinal() for journey in wanted]
        middle = sum(days) / len(days) if days else 0.0

        def distance(case: str) -> tuple[int, float]:
            journey = journeys[case]
            shared = any(leg in legs for leg in problem.journeys_by_id[journey].legs)
            return not shared, abs(problem.departure(journey).toordinal() - middle)

        journeys = self.plan.journeys_of
        return set(sorted(journeys, key=distance)[: NEAR if len(journeys) > SMALL else None])


def _others(ways: Sequence[tuple[str, int]], line: str | None) -> list[int]:
    """Columns of all lines but this one; none when it is not among them, so that some way is left."""
    return [column for name, column in ways if name != line] if any(name == line for name, _ in ways) else []


def _one_relief(model: Model) -> Goal:
    """At most one limit gives way, by as little as possible."""
    if not model.reliefs:
        return Goal({})
    milp, most = model.milp, dict.fromkeys(model.reliefs.values(), 0.0)
    column_of_row = {row: column for row, column in zip(milp.row_of, milp.column_of, strict=True) if column in most}
    for row, value in zip(milp.row_of, milp.value_of, strict=True):
        if row in column_of_row and value > 0:
            most[column_of_row[row]] += value
    marks = []
    for column, upper in most.items():
        mark = milp.column()
        marks.append((mark, 1.0))
        milp.upper[column] = upper
        milp.row([(column, 1), (mark, -upper)], high=0)
    milp.row(marks, high=1)
    return Goal(dict.fromkeys(most, 1))
