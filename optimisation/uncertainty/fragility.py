"""What a placement is expected to lose: people who would stay behind for papers, flights and minimums.

The chance that a case leaves on a journey does not depend on who else travels, as long as papers and flights are
concerned: it is the product of the chances of its legs and of the papers of all linked to it. So the expected loss is
linear in the placements and can be added to their cost as `penalty_on`, at a price for each person. What depends on
others, a minimum that may be missed, is taken from the replay of a known plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from math import prod

from optimisation.facts.plan_index import cases_by_journey
from optimisation.facts.suitability import suiting
from optimisation.format.plan import Plan
from optimisation.format.problem import Case, Journey, Problem
from optimisation.uncertainty.draws import Draws
from optimisation.uncertainty.replay import Replay, linked_groups

CERTAIN = 100


class Fragility:
    """The chance, by case and journey, that somebody who is placed there stays behind."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.journeys = {case.id: suiting(problem, case) for case in problem.cases}
        self.linked: dict[str, list[Case]] = {}
        for group in linked_groups(problem):
            cases = [problem.cases_by_id[one] for one in sorted(group)]
            self.linked |= dict.fromkeys(group, cases)
        self.flying = {
            name: prod((CERTAIN - leg.cancelled) / CERTAIN for leg in legs) for name, legs in problem.legs_of.items()
        }

    def loss(self, case: Case, journey: Journey) -> float:
        """The share of runs in which the case stays behind on the journey, for papers and flights alone."""
        leaves = self.flying[journey.id]
        for one in self.linked.get(case.id, [case]):
            leaves *= ready_by(one, self.problem, journey)
        return 1.0 - leaves

    def priced(self, price: int, missed: Mapping[str, float], shut: Set[str] = frozenset()) -> Problem:
        """The problem in which each person expected to stay behind, or not placed at all, costs so much (minor units).

        `missed` is the chance of a journey's minimum to be missed, where it is known; nobody may take what is `shut`.
        """
        cases = (self._priced(case, price, missed) for case in self.problem.cases)
        more = tuple(one.id for one in self.problem.journeys if one.id in shut)
        return replace(self.problem, cases=tuple(_without(case, more) if more else case for case in cases))

    def _priced(self, case: Case, price: int, missed: Mapping[str, float]) -> Case:
        penalties = dict(case.penalty_on)
        for journey in self.journeys[case.id]:
            lost = 1.0 - (1.0 - self.loss(case, journey)) * (1.0 - missed.get(journey.id, 0.0))
            penalties[journey.id] = penalties.get(journey.id, 0) + round(price * case.persons * lost)
        some = {journey: money for journey, money in penalties.items() if money}
        return replace(case, penalty_on=some, left_cost=case.left_cost + price * case.persons)


def _without(case: Case, journeys: tuple[str, ...]) -> Case:
    return replace(case, excluded=tuple(dict.fromkeys((*case.excluded, *journeys))))


def ready_by(case: Case, problem: Problem, journey: Journey) -> float:
    """The chance that the papers are there on the day before departure."""
    if not case.ready:
        return 1.0
    on = problem.departure(journey.id)
    return max((chance for by, chance in case.ready if by < on), default=0) / CERTAIN


def missed_minimums(problem: Problem, plan: Plan, lived: Replay, draws: Draws) -> dict[str, float]:
    """For each journey in use with a minimum, the share of runs in which it carries nobody for that reason alone."""
    found = {}
    for journey, riders in cases_by_journey(problem, plan).items():
        closed = 0
        for one in riders:
            closed |= lived.why[one.case.id].get("minimum", 0)
        if problem.journeys_by_id[journey].minimum:
            found[journey] = closed.bit_count() / draws.runs
    return found
