"""Rule 7, roster: each mission inside one period of its escort's, rest between missions, not too many of them."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation import costs
from optimisation.plan import Plan
from optimisation.problem import Escort, Problem
from optimisation.standing import Breach, trips

RULE = "roster"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Missions outside availability, without rest between them, or beyond `max_missions`."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for trip in trips(problem, plan):
        spans.setdefault(trip.mission.escort, []).append((*costs.span(problem, trip.legs), trip.mission.id))
    for id_, missions in spans.items():
        if id_ in problem.escorts_by_id:
            yield from _of_one(problem.escorts_by_id[id_], sorted(missions))


def _of_one(escort: Escort, missions: list[tuple[int, int, str]]) -> Iterator[Breach]:
    if escort.max_missions is not None and len(missions) > escort.max_missions:
        text = f"Escort {escort.id} has {len(missions)} missions, at most {escort.max_missions} are allowed."
        yield Breach(RULE, (escort.id,), text)
    busy_until, before = 0, ""
    for first, last, id_ in missions:
        if not costs.is_available(escort, first, last):
            yield Breach(RULE, (escort.id, id_), f"Escort {escort.id} is not available for the whole of {id_}.")
        if before and first <= busy_until + escort.rest_days:
            yield Breach(RULE, (escort.id, before, id_), f"Escort {escort.id} has no rest between {before} and {id_}.")
        if not before or last > busy_until:
            busy_until, before = last, id_
