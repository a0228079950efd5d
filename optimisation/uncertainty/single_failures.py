"""What a plan rests on: the escorts, legs and cases whose single failure costs most people.

Each failure is one run of its own, in which nothing else fails: an escort who is absent from every mission, a leg that
does not fly, a case that does not show up. Chances play no part. Who is lost counts infants, and the case itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from optimisation.facts.plan_index import flown_missions, placed_cases
from optimisation.format.plan import Plan
from optimisation.format.problem import Case, Leg, Problem
from optimisation.uncertainty.draws import Runs, each
from optimisation.uncertainty.replay import Replay, replay

KINDS = ("escort", "leg", "case")
MOST = 10


@dataclass(frozen=True, slots=True)
class Support:
    """An escort, a leg or a case, and the people who stay behind when it alone fails."""

    kind: str
    id: str
    people: int


class _OneEach:
    """Failures in which run n is the failure of the nth thing alone."""

    def __init__(self, things: list[tuple[str, str]]) -> None:
        self.run = {thing: 1 << at for at, thing in enumerate(things)}
        self.everything = (1 << len(things)) - 1

    def late(self, case: Case, departure: date) -> Runs:
        return 0

    def missing(self, case: Case) -> Runs:
        return self.run["case", case.id]

    def cancelled(self, leg: Leg) -> Runs:
        return self.run["leg", leg.id]

    def absent(self, escort: str, mission: int) -> Runs:
        return self.run["escort", escort]


def rests_on(problem: Problem, plan: Plan, most: int = MOST) -> list[Support]:
    """At most so many, those that cost most people first; equal ones as escorts, legs, cases in the problem's order.

    What costs nobody is left out.
    """
    placed = placed_cases(problem, plan)
    used = {("escort", one.mission.escort) for one in flown_missions(problem, plan)}
    used |= {("leg", leg) for one in placed for leg in one.journey.legs} | {("case", one.case.id) for one in placed}
    ids = zip(KINDS, (problem.escorts_by_id, problem.legs_by_id, problem.cases_by_id), strict=True)
    things = [(kind, id_) for kind, all_ in ids for id_ in all_ if (kind, id_) in used]
    people = _lost(problem, replay(problem, plan, _OneEach(things)), len(things))
    found = [Support(*thing, lost) for thing, lost in zip(things, people, strict=True) if lost]
    return sorted(found, key=lambda one: -one.people)[:most]


def _lost(problem: Problem, lived: Replay, runs: int) -> list[int]:
    """People who stay behind in each run."""
    found = [0] * runs
    for case in lived.why:
        for run in each(lived.behind(case)):
            found[run] += problem.cases_by_id[case].persons
    return found
