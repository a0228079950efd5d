"""The best dates to promise to a case, and what each costs the others: every date is found by solving again.

The case (with all linked to it) may take any journey that suits it; cases near it may move, too. The solver's best
plan names the best date; with this date forbidden it names the next. Up to `SMALL` placed cases everybody may move and
the answer is exact. Above, only some cases on the legs that the case could take may move, each to its cheapest
journeys. Then the plan behind a date is real, but another might cost the others less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from optimisation.explaining.probe import SMALL
from optimisation.facts import costs
from optimisation.facts.candidates import journeys_for
from optimisation.format.plan import Plan
from optimisation.format.problem import Case, Journey, Problem
from optimisation.judging.judge import linked
from optimisation.model.milp import Goal, Milp
from optimisation.processes.solver_process import Outcome, SolverProcess, Task
from optimisation.reference.part import Part, part_of
from optimisation.rules import breaches

NEIGHBOURS = 10
CHOICES = 6  # journeys of each neighbour
NEXT_TO_EACH = 2  # neighbours for each journey that the case could take


@dataclass(frozen=True, slots=True)
class Move:
    """Another case that would travel differently; None = left."""

    case: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One date for the case: the journey, and the plan that a promise of it would mean.

    `weight` and `cost` (minor units) are that plan's totals less those of the plan before, and `own_cost` is the part
    that the case and those linked to it have themselves: fares, transfer, waiting, penalties. `proved`: no plan with
    this date is better.
    """

    on: date
    journey: str
    weight: int
    cost: int
    own_cost: int
    moves: tuple[Move, ...]
    proved: bool
    plan: Plan


def best_dates(
    problem: Problem, plan: Plan, case: str, count: int = 3, *, solver: SolverProcess, patience: float = 1.0
) -> list[Offer]:
    """At most `count` dates, the least weight and then the least cost first; `patience` are the seconds for each.

    `plan` keeps every rule. Fewer dates are found when no more suit the case, or none was found in time.
    """
    group, exact = linked(problem, case), len(plan.placements) <= SMALL
    free = {one.id for one in problem.cases} if exact else {*group, *_neighbours(problem, plan, group)}
    choices = {} if exact else {one: _cheap(problem, plan, one) for one in free.difference(group)}
    part = part_of(problem, plan, free, choices)

    def ask(milp: Milp, goal: Goal) -> Outcome:
        return solver.solve(Task(milp, goal, patience))

    answers = _Question(problem, plan, group, part, ask, exact).answers()
    return sorted(islice(answers, count), key=lambda one: (one.weight, one.cost, one.on))


@dataclass(slots=True)
class _Question:
    """One case's dates, asked one after another; dates already named are forbidden."""

    problem: Problem
    plan: Plan
    group: tuple[str, ...]
    part: Part
    ask: Callable[[Milp, Goal], Outcome]
    exact: bool

    def answers(self) -> Iterator[Offer]:
        """The best date, then the best of the others, and so on."""
        milp, places = self.part.milp, {one: self.part.places(one) for one in self.group}
        for columns in places.values():
            milp.row([(column, 1) for column in columns.values()], low=1)
        gained = sum(self.problem.cases_by_id[one].weight for one in self.group if one not in self.plan.journeys_of)
        least = self.plan.totals.unplaced_weight - gained  # what is left when nobody else has to stay
        while (outcome := self._best(least)).values is not None:
            found = self.part.plan(outcome.values)
            least = max(least, found.totals.unplaced_weight) if outcome.status == "optimal" else least
            on = self.problem.departure(found.journeys_of[self.group[0]])
            if next(breaches(self.problem, found), None) is None:
                yield self._offer(found, on, self.exact and outcome.status == "optimal")
            for journey, column in places[self.group[0]].items():
                if self.problem.departure(journey) == on:
                    milp.upper[column] = 0

    def _best(self, least: int) -> Outcome:
        """The least weight, then the least cost; no plan that leaves less than `least` exists."""
        milp, weight, cost = self.part.milp, self.part.goal(self.part.model.weight_goal()), self._cost_and_moves()
        outcome = self.ask(_at_most(milp, weight, least), cost)
        if outcome.status == "infeasible":
            outcome = self.ask(milp, weight)
            if outcome.values is not None:
                second = self.ask(_at_most(milp, weight, weight.of(outcome.values)), cost)
                outcome = second if second.values is not None else replace(outcome, status="stopped")
        if outcome.values is None and outcome.status != "infeasible":
            outcome = replace(self.ask(self._alone(), cost), status="stopped")
        return outcome

    def _cost_and_moves(self) -> Goal:
        """The cost, and among plans of equal cost the fewest others who move."""
        cost, journeys, places = self.part.model.cost_goal(), self.plan.journeys_of, self.part.model.place
        kept = [places[one] for one in journeys.items() if one in places and one[0] not in self.group]
        times = len(kept) + 1
        terms = {column: value * times for column, value in cost.terms.items()}
        for column in kept:
            terms[column] = terms.get(column, 0) - 1
        return self.part.goal(Goal(terms, cost.constant * times + len(kept)))

    def _alone(self) -> Milp:
        """The part in which everybody else stays on their journey: quick, for when there was no time for more."""
        milp, lower = self.part.milp, list(self.part.milp.lower)
        at = {column: number for number, column in enumerate(self.part.columns)}
        for one in self.plan.placements:
            column = at.get(self.part.model.place.get((one.case, one.journey), -1))
            if column is not None and one.case not in self.group:
                lower[column] = 1
        return replace(milp, lower=lower)

    def _offer(self, found: Plan, on: date, proved: bool) -> Offer:
        return Offer(
            on=on,
            journey=found.journeys_of[self.group[0]],
            weight=found.totals.unplaced_weight - self.plan.totals.unplaced_weight,
            cost=found.totals.cost - self.plan.totals.cost,
            own_cost=self._own(found) - self._own(self.plan),
            moves=tuple(self._moves(found)),
            proved=proved,
            plan=found,
        )

    def _own(self, plan: Plan) -> int:
        """What the case and those linked to it cost in a plan, escorts aside."""
        placed = {one.case: one for one in plan.placements}
        total = 0
        for id_ in self.group:
            case = self.problem.cases_by_id[id_]
            if id_ in placed:
                journey = self.problem.journeys_by_id[placed[id_].journey]
                total += costs.transport(self.problem, case, journey, placed[id_].fare) + case.assistance_cost
                total += costs.uncharged(self.problem, case, journey)
            else:
                total += costs.left(case)
        return total

    def _moves(self, found: Plan) -> Iterator[Move]:
        before, after = self.plan.journeys_of, found.journeys_of
        for case in self.problem.cases:
            if case.id not in self.group and before.get(case.id) != after.get(case.id):
                yield Move(case.id, before.get(case.id), after.get(case.id))


def _at_most(milp: Milp, goal: Goal, most: int) -> Milp:
    """The model in which the goal is at most this."""
    found = Milp(*(list(getattr(milp, name)) for name in Milp.__slots__))
    found.row(goal.terms.items(), high=most - goal.constant)
    return found


def _alone_cost(problem: Problem, case: Case, journey: Journey) -> int:
    return costs.transport(problem, case, journey, "individual") + costs.uncharged(problem, case, journey)


def _cheap(problem: Problem, plan: Plan, id_: str) -> tuple[str, ...]:
    """The journey that the plan gives a case, and its cheapest others."""
    case = problem.cases_by_id[id_]
    found = sorted(journeys_for(problem, case), key=lambda one: _alone_cost(problem, case, one))
    return tuple(dict.fromkeys([plan.journeys_of[id_], *(one.id for one in found[:CHOICES])]))


def _neighbours(problem: Problem, plan: Plan, group: Sequence[str]) -> list[str]:
    """Placed cases on the legs that the case could take: first where it does not fit, then where it is cheap."""
    case, taken, users = problem.cases_by_id[group[0]], _seats_taken(problem, plan), _users(problem, plan)
    mine = sum(problem.cases_by_id[one].seats for one in group)

    def order(journey: Journey) -> tuple[bool, int]:
        room = min(leg.seats - taken[leg.id] for leg in problem.legs_of[journey.id])
        return room >= mine, _alone_cost(problem, case, journey)

    found: dict[str, None] = {}
    for journey in sorted(journeys_for(problem, case), key=order):
        shared = Counter(one for leg in journey.legs for one in users.get(leg, ()) if one not in group)
        nearest = sorted(shared, key=lambda one: (len(problem.cases_by_id[one].escorts), -shared[one]))
        found.update(dict.fromkeys(nearest[:NEXT_TO_EACH]))
    return list(found)[:NEIGHBOURS]


def _seats_taken(problem: Problem, plan: Plan) -> Counter[str]:
    taken: Counter[str] = Counter()
    for one in plan.placements:
        for leg in problem.journeys_by_id[one.journey].legs:
            taken[leg] += problem.cases_by_id[one.case].seats_in(one.journey)
    taken.update(leg for one in plan.missions for leg in one.legs)
    return taken


def _users(problem: Problem, plan: Plan) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {}
    for one in plan.placements:
        for leg in problem.journeys_by_id[one.journey].legs:
            users.setdefault(leg, []).append(one.case)
    return users
