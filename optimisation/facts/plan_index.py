"""What a plan says, indexed. Ids that name nothing are left out, so that every rule can look things up safely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from optimisation.format.plan import Mission, Placement, Plan
from optimisation.format.problem import Case, EscortNeed, Journey, Leg, Problem


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken rule: its name, the ids concerned, one English sentence."""

    rule: str
    ids: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}"


class PlacedCase(NamedTuple):
    """A placed case with its journey and its placement."""

    case: Case
    journey: Journey
    placement: Placement


class FlownMission(NamedTuple):
    """A mission with its legs."""

    mission: Mission
    legs: tuple[Leg, ...]


class AttendedNeed(NamedTuple):
    """A need of a placed case, the legs it covers, the id of the mission named for it (None: no mission is named)."""

    placed: PlacedCase
    need: EscortNeed
    legs: tuple[str, ...]
    mission: str | None


# Every rule asks for the placed cases of the same plan, so the last answer is kept (replacing it is atomic).
_last: dict[str, tuple[Problem, Plan, list[PlacedCase]]] = {}


def placed_cases(problem: Problem, plan: Plan) -> list[PlacedCase]:
    """Placements whose case and journey exist; the first one if a case has several."""
    last = _last.get("")
    if last is None or last[0] is not problem or last[1] is not plan:
        last = (problem, plan, _placed_cases(problem, plan))
        _last[""] = last
    return last[2]


def _placed_cases(problem: Problem, plan: Plan) -> list[PlacedCase]:
    found: dict[str, PlacedCase] = {}
    for one in plan.placements:
        case, journey = problem.cases_by_id.get(one.case), problem.journeys_by_id.get(one.journey)
        if case and journey and one.case not in found:
            found[one.case] = PlacedCase(case, journey, one)
    return list(found.values())


def cases_by_journey(problem: Problem, plan: Plan) -> dict[str, list[PlacedCase]]:
    """Placed cases by journey id, only of journeys in use."""
    found: dict[str, list[PlacedCase]] = {}
    for placed in placed_cases(problem, plan):
        found.setdefault(placed.journey.id, []).append(placed)
    return found


def flown_missions(problem: Problem, plan: Plan) -> list[FlownMission]:
    """Missions that have legs, all of which exist."""
    found = []
    for mission in plan.missions:
        legs = [problem.legs_by_id.get(leg) for leg in mission.legs]
        known = tuple(leg for leg in legs if leg is not None)
        if known and len(known) == len(legs):
            found.append(FlownMission(mission, known))
    return found


def covered_legs(need: EscortNeed, journey: Journey) -> tuple[str, ...]:
    """The legs of the journey on which the need must be attended."""
    return journey.legs if need.until == "destination" else journey.legs[:1]


def needs_attended(problem: Problem, plan: Plan) -> Iterator[AttendedNeed]:
    """Every need of every placed case, in order."""
    for placed in placed_cases(problem, plan):
        named = placed.placement.attended_by
        for at, need in enumerate(placed.case.escorts):
            yield AttendedNeed(placed, need, covered_legs(need, placed.journey), named[at] if at < len(named) else None)
