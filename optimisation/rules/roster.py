"""Rule 7, roster: each mission lies within one of its escort's periods, with rest between missions and not too many."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.facts import costs
from optimisation.facts.candidates import Waiver
from optimisation.facts.plan_index import Breach, flown_missions
from optimisation.format.plan import Plan
from optimisation.format.problem import Escort, Problem
from optimisation.model.contract import Model

RULE = "roster"


def breaches(problem: Problem, plan: Plan) -> Iterator[Breach]:
    """Missions outside availability, without rest between them, or beyond `max_missions`."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for trip in flown_missions(problem, plan):
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


def constrain(model: Model) -> None:
    """Missions of one escort whose days (with the rest after them) share a date exclude each other."""
    if model.waiver == Waiver(RULE):
        return
    mine: dict[str, list[int]] = {}
    for at, outing in enumerate(model.missions):
        mine.setdefault(outing.escort, []).append(at)
    for id_, numbers in mine.items():
        escort = model.problem.escorts_by_id[id_]
        if escort.max_missions is not None:
            model.milp.at_most([(model.fly[at], 1) for at in numbers], escort.max_missions)
        spans = [(model.missions[at].first, model.missions[at].last + escort.rest_days, at) for at in numbers]
        for clique in _meeting(spans):
            model.milp.at_most([(model.fly[at], 1) for at in clique], 1)


def _meeting(spans: list[tuple[int, int, int]]) -> list[list[int]]:
    """The largest sets of spans that share a day: those under way on a day on which a span starts."""
    found: list[list[int]] = []
    for day in sorted({first for first, _, _ in spans}):
        alive = sorted(at for first, last, at in spans if first <= day <= max(first, last))
        if found and set(found[-1]) <= set(alive):
            found.pop()
        found.append(alive)
    return found
