"""Which itineraries must be confirmed together: those that share an escort assignment."""

from collections.abc import Collection, Iterable, Mapping

from models import EscortAssignment
from optimisation.format.plan import Plan


def parts(answer: Plan, case_of: Mapping[str, int], standing: Iterable[EscortAssignment]) -> list[frozenset[str]]:
    """The itineraries (journey ids) of a plan in groups that share escorts, in the plan's order.

    `case_of` gives our case behind an engine id; `standing` are today's assignments, which may be cancelled.
    """
    at = {case_of[one.case]: one.journey for one in answer.placements if one.case in case_of}
    journeys = list(dict.fromkeys(one.journey for one in answer.placements))
    leader = {journey: journey for journey in journeys}

    def root(journey: str) -> str:
        while leader[journey] != journey:
            journey = leader[journey]
        return journey

    placed = answer.journeys_of
    groups = [{placed[case] for case in mission.attends if case in placed} for mission in answer.missions]
    groups += [{at[row.case_id] for row in one.cases if row.case_id in at} for one in standing]
    for group in groups:
        ordered = sorted(group, key=journeys.index)
        for other in ordered[1:]:
            leader[root(other)] = root(ordered[0])
    found: dict[str, set[str]] = {}
    for journey in journeys:
        found.setdefault(root(journey), set()).add(journey)
    return [frozenset(group) for group in found.values()]


def along(groups: Iterable[frozenset[str]], chosen: Collection[str]) -> frozenset[str]:
    """The chosen itineraries and all that must be confirmed with them."""
    return frozenset(journey for group in groups if group & set(chosen) for journey in group)
