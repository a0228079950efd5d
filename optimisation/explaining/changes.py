"""The smallest single changes that would place a case, each verified by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from optimisation.explaining.probe import Found, Probe
from optimisation.facts.costs import span
from optimisation.format.plan import CHANGE_KINDS, Change
from optimisation.format.problem import Case, Escort, EscortNeed, Leg, Problem
from optimisation.judging.judge import linked
from optimisation.model.contract import Model
from optimisation.model.milp import Goal
from optimisation.rules import breaches

HORIZON = 60
T = TypeVar("T")
FIRST = {
    "dates": ("latest", "earliest"),
    "arrival": ("latest",),
    "seats": ("seats", "journey_seats"),
    "limits": ("limit",),
    "escort": ("escort",),
    "roster": ("escort",),
    "day_limits": ("day_limit",),
}
PLUS = "one more escort"


def would_fit_if(probe: Probe, problem: Problem, case: Case, rule: str) -> Iterator[Change]:
    """The smallest change of each kind that places the case and all linked to it; raises OutOfTime.

    Kinds that the reason (`rule`) points at come first, because time may run out.
    """
    group = linked(problem, case.id)
    first = FIRST.get(rule, ())
    for kind in sorted(CHANGE_KINDS, key=lambda kind: kind not in first):
        if kind == "escort":
            yield from _escorts(probe, problem, group)
        elif kind in ("latest", "earliest"):
            moved = (_later if kind == "latest" else _earlier)(probe, problem, case, group)
            yield from [moved] if moved is not None else []
        else:
            yield from _more(probe, problem, kind, group)


def _more(probe: Probe, problem: Problem, kind: str, group: tuple[str, ...]) -> Iterator[Change]:
    """One limit of a kind, by as little as possible."""
    found = probe.ask(problem, group, relief=kind)
    for id_, by in sorted(found.reliefs.items()) if found else ():
        change = Change(kind, id_, by)
        if _holds(probe, changed(problem, change), group, found):
            yield change


def changed(problem: Problem, change: Change) -> Problem:
    """The problem with one change of the kinds that need no more than an id and an amount."""
    return _MADE[change.change](problem, change.id, change.by)


def _line(problem: Problem, id_: str, by: int) -> Problem:
    lines = problem.lines
    return replace(problem, lines=_each(lines, id_, lambda one: replace(one, ceiling=(one.ceiling or 0) + by)))


def _seats(problem: Problem, id_: str, by: int) -> Problem:
    return replace(problem, legs=_each(problem.legs, id_, lambda one: replace(one, seats=one.seats + by)))


def _journey_seats(problem: Problem, id_: str, by: int) -> Problem:
    journeys = problem.journeys
    return replace(problem, journeys=_each(journeys, id_, lambda one: replace(one, seats=(one.seats or 0) + by)))


def _limit(problem: Problem, id_: str, by: int) -> Problem:
    leg, code = _leg_and_code(problem, id_)

    def more(one: Leg) -> Leg:
        return replace(one, limits={**one.limits, code: one.limits[code] + by})

    return replace(problem, legs=_each(problem.legs, leg, more))


def _latest(problem: Problem, id_: str, by: int) -> Problem:
    days = timedelta(days=by)

    def more(one: Case) -> Case:
        return replace(one, latest=one.latest + days, latest_arrival=one.latest_arrival and one.latest_arrival + days)

    return replace(problem, cases=_each(problem.cases, id_, more))


def _earliest(problem: Problem, id_: str, by: int) -> Problem:
    days = timedelta(days=by)
    return replace(problem, cases=_each(problem.cases, id_, lambda one: replace(one, earliest=one.earliest - days)))


def _day_limit(problem: Problem, id_: str, by: int) -> Problem:
    """`2026-12-24/persons` or `2026-12-24/by_location/PLACE`."""
    limits = problem.day_limits
    day, _, rest = id_.partition("/")
    key, _, place = rest.partition("/")
    when = date.fromisoformat(day)
    old: Any = limits.at(when)
    values = getattr(old, key)
    new = replace(old, **{key: {**values, place: (values[place] or 0) + by} if place else values + by})
    return replace(problem, day_limits=replace(limits, on={**limits.on, when: new}))


_MADE: dict[str, Callable[[Problem, str, int], Problem]] = {
    "line": _line,
    "seats": _seats,
    "journey_seats": _journey_seats,
    "limit": _limit,
    "latest": _latest,
    "earliest": _earliest,
    "day_limit": _day_limit,
}


def _each(rows: tuple[T, ...], id_: str, change: Callable[[T], T]) -> tuple[T, ...]:
    return tuple(change(one) if getattr(one, "id", None) == id_ else one for one in rows)


def _leg_and_code(problem: Problem, id_: str) -> tuple[str, str]:
    """`LEG/WCHC`, though either part might hold a slash itself."""
    parts = id_.split("/")
    for at in range(1, len(parts)):
        leg, code = "/".join(parts[:at]), "/".join(parts[at:])
        if leg in problem.legs_by_id and code in problem.legs_by_id[leg].limits:
            return leg, code
    raise KeyError(id_)


def _holds(probe: Probe, problem: Problem, group: tuple[str, ...], found: Found | None) -> bool:
    """Whether the judge accepts the plan for the changed problem, with everybody in it."""
    if found is None:
        return False
    placed = found.plan.journeys_of
    everybody = all(case in placed for case in (*probe.plan.journeys_of, *group))
    return everybody and next(breaches(problem, found.plan), None) is None


def _later(probe: Probe, problem: Problem, case: Case, group: tuple[str, ...]) -> Change | None:
    def days(model: Model, journey: str) -> int:
        late = (model.problem.departure(journey) - case.latest).days
        if case.latest_arrival is not None:
            late = max(late, (model.problem.arrival(journey) - case.latest_arrival).days)
        return max(0, late)

    return _moved(probe, problem, case, group, "latest", days)


def _earlier(probe: Probe, problem: Problem, case: Case, group: tuple[str, ...]) -> Change | None:
    def days(model: Model, journey: str) -> int:
        return max(0, (case.earliest - model.problem.departure(journey)).days)

    return _moved(probe, problem, case, group, "earliest", days)


def _moved(
    probe: Probe, problem: Problem, case: Case, group: tuple[str, ...], kind: str, days: Callable[[Model, str], int]
) -> Change | None:
    """As few days as possible, within the horizon and the calendar."""
    try:
        wide = changed(problem, Change(kind, case.id, HORIZON))
    except OverflowError:
        return None

    def price(model: Model) -> Goal:
        ways = [(model.place[case.id, one.id], days(model, one.id)) for one in model.journeys[case.id]]
        return Goal({column: by for column, by in ways if by})

    found = probe.ask(wide, group, price=price)
    if found is None:
        return None
    journey = found.plan.journeys_of[case.id]
    by = _days_needed(problem, case, journey, kind)
    change = Change(kind, case.id, by)
    return change if by > 0 and _holds(probe, changed(problem, change), group, found) else None


def _days_needed(problem: Problem, case: Case, journey: str, kind: str) -> int:
    if kind == "earliest":
        return (case.earliest - problem.departure(journey)).days
    late = (problem.departure(journey) - case.latest).days
    if case.latest_arrival is not None:
        late = max(late, (problem.arrival(journey) - case.latest_arrival).days)
    return late


def _escorts(probe: Probe, problem: Problem, group: tuple[str, ...]) -> Iterator[Change]:
    """One more escort for one of the needs of the case or of those linked to it."""
    asked: list[EscortNeed] = [need for one in group for need in problem.cases_by_id[one].escorts]
    seen: set[tuple[str, tuple[str, ...] | None, str | None]] = set()
    for need in asked:
        kind = (need.role, need.languages, need.gender)
        if kind in seen:
            continue
        seen.add(kind)
        more = replace(problem, escorts=(*problem.escorts, _one_more(need)))
        found = probe.ask(more, group)
        if found is None:
            continue
        mission = next((one for one in found.plan.missions if one.escort == PLUS), None)
        if mission is not None and _holds(probe, more, group, found):
            first, _ = span(problem, [problem.legs_by_id[leg] for leg in mission.legs])
            yield Change("escort", need.role, 1, date.fromordinal(first))


def _one_more(need: EscortNeed) -> Escort:
    """An escort for one mission: fares are charged, days cost nothing, and return days never matter."""
    return Escort(
        id=PLUS,
        roles=(need.role,),
        available=((date.min, date.max),),
        languages=need.languages or (),
        gender=need.gender,
        max_missions=1,
    )
