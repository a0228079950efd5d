"""A plan lived through: who stays behind in which run, and why.

A case stays behind because it is not ready on the day before departure, does not show up, has a cancelled leg, or
because a mission that attends it has nobody to go. All linked to such a case stay behind with it, through several
groups if need be. Only then is it asked whether a journey still has its minimum; where it has not, nobody goes, and
where a group fare has not its own minimum, those who go pay individual fares. The minimums are asked once: cases that
are linked are always on the same journey. Nobody is booked anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimisation.facts import costs
from optimisation.facts.plan_index import PlacedCase, cases_by_journey, placed_cases
from optimisation.format.plan import Plan
from optimisation.format.problem import Case, Problem
from optimisation.uncertainty.draws import Failures, Runs, each
from optimisation.uncertainty.substitutes import Attended, attended

CAUSES = ("ready", "no_show", "cancelled", "escort", "together", "minimum")  # the first that applies is the cause


@dataclass(slots=True)
class Replay:
    """`why`: for each placed case, by cause, the runs in which it stays behind for that cause.

    `fare_added` (minor units) and `substituted` (missions) are sums over all runs.
    """

    why: dict[str, dict[str, Runs]]
    fare_added: int
    substituted: int

    def behind(self, case: str) -> Runs:
        """The runs in which the case stays behind."""
        found = 0
        for runs in self.why[case].values():
            found |= runs
        return found


def replay(problem: Problem, plan: Plan, failures: Failures) -> Replay:
    """Live through a plan that keeps every rule."""
    escorting = attended(problem, plan, failures)
    found = Replay({}, 0, escorting.substituted)
    for placed in placed_cases(problem, plan):
        found.why[placed.case.id] = _own(problem, placed, failures, escorting)
    _together(problem, found)
    for riders in cases_by_journey(problem, plan).values():
        _minimums(found, riders)
    return found


def _own(problem: Problem, placed: PlacedCase, failures: Failures, escorting: Attended) -> dict[str, Runs]:
    """The causes of a case by itself; a run belongs to the first that applies."""
    case, name = placed.case, placed.journey.id
    cancelled = unattended = 0
    for leg in problem.legs_of[name]:
        cancelled |= failures.cancelled(leg)
    for mission in placed.placement.attended_by:
        unattended |= escorting.unattended.get(mission, 0)
    runs = (failures.late(case, problem.departure(name)), failures.missing(case), cancelled, unattended)
    found, known = {}, 0
    for cause, these in zip(CAUSES, runs, strict=False):
        found[cause] = these & ~known
        known |= these
    return found


def _together(problem: Problem, found: Replay) -> None:
    """Who is linked to a case that stays behind stays too."""
    for group in linked_groups(problem):
        placed = [case for case in group if case in found.why]
        anybody = 0
        for case in placed:
            anybody |= found.behind(case)
        for case in placed:
            found.why[case]["together"] = anybody & ~found.behind(case)


def linked_groups(problem: Problem) -> list[set[str]]:
    """Cases that travel together, groups that share a case joined."""
    found: list[set[str]] = []
    for group in problem.together:
        joined = set(group).union(*(one for one in found if one.intersection(group)))
        found = [one for one in found if one.isdisjoint(joined)] + [joined]
    return found


def _minimums(found: Replay, riders: list[PlacedCase]) -> None:
    """The journey's own minimum, then the group fare's, in the runs in which somebody stays behind."""
    journey = riders[0].journey
    group = journey.group if riders[0].placement.fare == "group" else None
    if not (journey.minimum or group):
        return
    behind = {one.case.id: found.behind(one.case.id) for one in riders}
    closed = touched = 0
    for runs in behind.values():
        touched |= runs
    for run in each(touched):
        going = [one.case for one in riders if not behind[one.case.id] >> run & 1]
        people = sum(case.travellers.seated for case in going)
        if people < journey.minimum:
            closed |= 1 << run
        elif group is not None and people < group.minimum:
            found.fare_added += sum(_dearer(case, riders[0]) for case in going)
    for one in riders:
        found.why[one.case.id]["minimum"] = closed & ~behind[one.case.id]


def _dearer(case: Case, on: PlacedCase) -> int:
    return costs.fares(case, on.journey, "individual") - costs.fares(case, on.journey, "group")
