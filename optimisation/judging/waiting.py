"""How long people wait, group by group, and why: the destination, the facility and the need of an escort are groups.

A placed case waits from its earliest date until it departs. Until the first journey that suits it, the timetable is the
cause. From there on it is what stands against that journey in the plan, everybody else left where they are: the first
rule that would be broken, or else the cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimisation.facts.plan_index import Breach, placed_cases
from optimisation.facts.suitability import suiting
from optimisation.format.plan import Plan
from optimisation.format.problem import Case, Journey, Problem
from optimisation.judging.judge import verdict

TIMETABLE, COST, NOT_SEARCHED = "timetable", "cost", "not_searched"
RULES = ("together", "apart", "apart_days", "seats", "limits", "escort", "mission", "roster", "lines", "day_limits")
KINDS = ("destination", "facility", "need")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a group waits: `people` of it who are placed, their days in all (person-days), and these days by cause."""

    kind: str
    group: str
    people: int
    days: int
    by_cause: dict[str, int]

    @property
    def mean(self) -> float:
        """Days a person of the group waits on average."""
        return self.days / max(1, self.people)


def waiting(problem: Problem, plan: Plan) -> list[Waiting]:
    """A row for each group, kinds in their order and the longest mean first; `plan` keeps every rule.

    A case with several destinations counts for the one it travels to; with several needs, for each of them.
    """
    people: Counter[tuple[str, str]] = Counter()
    days: dict[tuple[str, str], Counter[str]] = {}
    for placed in placed_cases(problem, plan):
        waited = causes(problem, plan, placed.case, placed.journey)
        for group in groups(problem, placed.case, placed.journey):
            people[group] += placed.case.persons
            mine = days.setdefault(group, Counter())
            for cause, count in waited.items():
                mine[cause] += count * placed.case.persons
    found = [Waiting(*group, people[group], sum(mine.values()), dict(mine)) for group, mine in days.items()]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), -one.mean, one.group))


def groups(problem: Problem, case: Case, journey: Journey) -> Iterator[tuple[str, str]]:
    """The groups of a case that takes the journey, each with its kind."""
    yield "destination", problem.legs_of[journey.id][-1].destination
    yield "facility", case.location
    yield from (("need", role) for role in dict.fromkeys(need.role for need in case.escorts))


def causes(problem: Problem, plan: Plan, case: Case, journey: Journey) -> dict[str, int]:
    """Days that the case waits, by cause; no entry for a cause that costs no day."""
    leaves = problem.departure(journey.id)
    soonest = min(suiting(problem, case), key=lambda one: problem.legs_of[one.id][0].departs, default=journey)
    first = min(problem.departure(soonest.id), leaves)
    found = {TIMETABLE: (first - case.earliest).days}
    if first < leaves:
        found[_obstacle(problem, plan, case, soonest)] = (leaves - first).days
    return {cause: days for cause, days in found.items() if days}


def _obstacle(problem: Problem, plan: Plan, case: Case, journey: Journey) -> str:
    """What stands against a journey that suits the case."""
    found = verdict(problem, plan, case.id, journey.id)
    if found.breaches:
        return _first(found.breaches)
    return COST if found.cost_change >= 0 else NOT_SEARCHED


def _first(breaches: Iterable[Breach]) -> str:
    """The rule named first in the order of `RULES`; what is wrong with a mission or a roster is the escort's."""
    broken = {one.rule for one in breaches}
    rule = next((one for one in RULES if one in broken), min(broken))
    return "escort" if rule in ("mission", "roster") else rule
