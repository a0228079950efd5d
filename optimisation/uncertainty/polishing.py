"""Better plans near a plan: a fragile case and some cases around it are planned again, with a price for each person.

The cost has a hard limit here, so that money which no price for the whole problem would spend is spent where it saves
most. Escorts count, too: who is attended by somebody who may be absent, while nobody else is free, may be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from optimisation.facts import costs
from optimisation.facts.candidates import PossibleMission
from optimisation.facts.plan_index import flown_missions
from optimisation.facts.suitability import speaks
from optimisation.format.plan import Plan
from optimisation.format.problem import Case, Escort, EscortNeed, Journey, Problem
from optimisation.model.milp import Goal
from optimisation.processes.solver_process import SolverProcess, Task
from optimisation.reference.part import Part, part_of
from optimisation.rules import breaches
from optimisation.uncertainty.fragility import CERTAIN, Fragility
from optimisation.uncertainty.substitutes import rested

AROUND = 9  # cases beside the fragile one
RIVALS = 2  # cases that are left
CHOICES = 6  # journeys of each
NODES = 50
CASES_FOR_ONE_MORE = 300


@dataclass(slots=True)
class Polish:
    """The problem, its fragility, the price of a person in minor units, and the most that a plan may cost.

    `patience` are the seconds for one neighbourhood, `seconds` those left for all. `worth` is what a plan costs
    less what the people are worth whom it really keeps, escorts and minimums included; only what lowers it is kept.
    """

    problem: Problem
    fragile: Fragility
    price: int
    most: int
    solver: SolverProcess
    patience: float
    seconds: Callable[[], float]
    stop: Callable[[], bool]
    worth: Callable[[Plan], float]

    def plans(self, plan: Plan) -> Iterator[Plan]:
        """Better and better plans of the same weight, until nothing is left to try or the time is over."""
        now = self.worth(plan)
        fragile = self._fragile_cases(plan)
        at_once = 1 + len(plan.placements) // CASES_FOR_ONE_MORE  # a model is written for all cases, however few move
        for at in range(0, len(fragile), at_once):
            if self.stop() or self.seconds() <= 0:
                return
            found = self._better(plan, fragile[at : at + at_once])
            if found is not None and (worth := self.worth(found)) < now:
                plan, now = found, worth
                yield plan

    def _worth(self, case: Case, journey: Journey) -> float:
        """What the case costs on the journey, with the people it is expected to lose."""
        money = costs.transport(self.problem, case, journey, "individual")
        money += costs.uncharged(self.problem, case, journey)
        return money + self.price * case.persons * self.fragile.loss(case, journey)

    def _fragile_cases(self, plan: Plan) -> list[str]:
        """Placed cases that would be better off elsewhere, those that gain most first."""
        gains: dict[str, float] = {}
        for id_, now in plan.journeys_of.items():
            case = self.problem.cases_by_id[id_]
            here = self._worth(case, self.problem.journeys_by_id[now])
            gain = here - min((self._worth(case, one) for one in self.fragile.journeys[id_]), default=here)
            if gain > 0:
                gains[id_] = gain
        return sorted(gains, key=lambda one: -gains[one])

    def _better(self, plan: Plan, cases: list[str]) -> Plan | None:
        """The plan with the cases and those around them planned again; None when that is no better."""
        free: set[str] = set()
        for case in cases:
            group = {case, *(one.id for one in self.fragile.linked.get(case, ()))}
            free |= group | set(self._around(plan, case, group)) | set(self._rivals(plan, case))
        part = part_of(self.problem, plan, free, {one: self._choices(plan, one) for one in free})
        cost, weight = part.goal(part.model.cost_goal()), part.goal(part.model.weight_goal())
        milp = part.milp
        milp.row(weight.terms.items(), high=plan.totals.unplaced_weight - weight.constant)
        milp.row(cost.terms.items(), high=self.most - cost.constant)
        goal = part.goal(_sum(part.model.cost_goal(), self._losses(part, plan, free)))
        hint = [part.x[column] for column in part.columns]
        now = goal.of(hint)
        seconds = max(0.01, min(self.patience, self.seconds()))
        outcome = self.solver.solve(Task(milp, goal, seconds, nodes=NODES), self.stop)
        if outcome.values is None or goal.of(outcome.values) >= now:
            return None
        found = part.plan(outcome.values)
        worse = found.totals.unplaced_weight > plan.totals.unplaced_weight or found.totals.cost > self.most
        return None if worse or next(breaches(self.problem, found), None) is not None else found

    def _around(self, plan: Plan, id_: str, group: set[str]) -> list[str]:
        """Placed cases on the legs that the case would rather take."""
        case, users = self.problem.cases_by_id[id_], self._users(plan)
        wanted = sorted(self.fragile.journeys[id_], key=lambda one: self._worth(case, one))[:CHOICES]
        shared = Counter(one for journey in wanted for leg in journey.legs for one in users.get(leg, ()))
        near = sorted(shared, key=lambda one: (len(self.problem.cases_by_id[one].escorts), -shared[one]))
        return [one for one in near if one not in group][:AROUND]

    def _rivals(self, plan: Plan, id_: str) -> list[str]:
        """Cases that are left and could travel in place of the fragile one, the surest first."""
        journey = self.problem.journeys_by_id[plan.journeys_of[id_]]
        left = [self.problem.cases_by_id[one.case] for one in plan.unplaced]
        able = [case for case in left if journey in self.fragile.journeys[case.id]]
        return [case.id for case in sorted(able, key=lambda one: self.fragile.loss(one, journey))[:RIVALS]]

    def _users(self, plan: Plan) -> dict[str, list[str]]:
        users: dict[str, list[str]] = {}
        for one in plan.placements:
            for leg in self.problem.journeys_by_id[one.journey].legs:
                users.setdefault(leg, []).append(one.case)
        return users

    def _choices(self, plan: Plan, id_: str) -> tuple[str, ...]:
        case = self.problem.cases_by_id[id_]
        found = sorted(self.fragile.journeys[id_], key=lambda one: self._worth(case, one))[:CHOICES]
        present = [plan.journeys_of[id_]] if id_ in plan.journeys_of else []
        names = [*present, *(one.id for one in found)]
        return tuple(one for one in dict.fromkeys(names) if case.pinned in (None, one))

    def _losses(self, part: Part, plan: Plan, free: set[str]) -> Goal:
        """What the people are worth who are expected to leave, with a minus, as far as they are free to move."""
        terms: dict[int, int] = {}
        for id_ in free:
            case = self.problem.cases_by_id[id_]
            for journey in part.model.journeys[id_]:
                loss = self.fragile.loss(case, journey)
                terms[part.model.place[id_, journey.id]] = -round(self.price * case.persons * (1.0 - loss))
        busy = self._busy(plan)
        for need, ways in part.model.attend.items():
            if need.case in free:
                case = self.problem.cases_by_id[need.case]
                for way in ways:
                    risk = self._risk(part.model.missions[way.mission], case.escorts[need.index], busy)
                    terms[way.column] = round(self.price * case.persons * risk)
        return Goal({column: value for column, value in terms.items() if value})

    def _busy(self, plan: Plan) -> dict[str, list[tuple[int, int]]]:
        """Days of missions by escort."""
        found: dict[str, list[tuple[int, int]]] = {}
        for one in flown_missions(self.problem, plan):
            found.setdefault(one.mission.escort, []).append(costs.span(self.problem, one.legs))
        return found

    def _risk(self, mission: PossibleMission, need: EscortNeed, busy: dict[str, list[tuple[int, int]]]) -> float:
        """The chance that the escort is absent, if nobody else could go; with somebody free there is no risk."""
        chance, days = self.problem.escorts_by_id[mission.escort].absence, (mission.first, mission.last)
        others = (one for one in self.problem.escorts if chance and one.id != mission.escort)
        able = (one for one in others if mission.role in one.roles and speaks(one, need))
        free = any(costs.is_available(one, *days) and _is_idle(one, days, busy.get(one.id, [])) for one in able)
        return 0.0 if free else chance / CERTAIN


def _is_idle(escort: Escort, days: tuple[int, int], busy: list[tuple[int, int]]) -> bool:
    return all(rested(escort, days, other) for other in busy)


def _sum(one: Goal, other: Goal) -> Goal:
    terms = dict(one.terms)
    for column, value in other.terms.items():
        terms[column] = terms.get(column, 0) + value
    return Goal(terms, one.constant + other.constant)
