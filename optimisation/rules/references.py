"""Form: every id in a plan names something, and nothing is named twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from optimisation.facts.plan_index import Breach
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem

RULE = "form"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Ids that name nothing, or are given twice."""
    yield from _unknown("case", (one.case for one in plan.placements), problem.cases_by_id)
    yield from _unknown("case", (one.case for one in plan.unplaced), problem.cases_by_id)
    yield from _unknown("journey", (one.journey for one in plan.placements), problem.journeys_by_id)
    yield from _unknown("journey", plan.charters, problem.journeys_by_id)
    yield from _twice("mission", (one.id for one in plan.missions))
    missions = {one.id for one in plan.missions}
    for placement in plan.placements:
        yield from _unknown("mission", placement.attended_by, missions)
        yield from _unknown("line", placement.lines.values(), problem.lines_by_id)
    for mission in plan.missions:
        yield from _unknown("escort", [mission.escort], problem.escorts_by_id)
        yield from _unknown("role", [mission.role], problem.roles)
        yield from _unknown("leg", mission.legs, problem.legs_by_id)
        yield from _unknown("case", mission.attends, problem.cases_by_id)
        yield from _twice("attended case", mission.attends)
        yield from _unknown("line", [mission.line], problem.lines_by_id)
    yield from _unknown("line", plan.charters.values(), problem.lines_by_id)


def _unknown(kind: str, ids: Iterable[str], known: Container[str]) -> Iterator[Breach]:
    for one in ids:
        if one not in known:
            yield Breach(RULE, (one,), f"There is no {kind} {one}.")


def _twice(kind: str, ids: Iterable[str]) -> Iterator[Breach]:
    for one, times in Counter(ids).items():
        if times > 1:
            yield Breach(RULE, (one,), f"The {kind} {one} is given {times} times.")
