"""Overlays: what a scenario changes in a problem before it is solved, and the strict reader of a file of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, get_args

from optimisation.facts import costs
from optimisation.format.problem import Case, Escort, Line, Problem
from optimisation.format.strict import Form, Malformed, a_text, an_id, an_integer, load

Aim = Literal["cheapest", "soonest", "fewest_escorts"]
FORMAT = "return-scenarios/1"
AIMS = get_args(Aim)
STEP = 100_000
NEW = "one more"


@dataclass(frozen=True, slots=True)
class Overlay:
    """One scenario. `ceilings`: per cent of each line's ceiling (110 = ten per cent more); `escorts`: how many
    more of a role; `closed`: airports that nobody may use. The aim is pursued after everybody who can go is placed.
    """

    name: str
    aim: Aim = "cheapest"
    ceilings: Mapping[str, int] = field(default_factory=dict)
    escorts: Mapping[str, int] = field(default_factory=dict)
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A file of scenarios: the overlays, and the lines whose last `step` minor units are to be priced."""

    overlays: tuple[Overlay, ...]
    lines: tuple[str, ...] = ()
    step: int = STEP


def applied(problem: Problem, overlay: Overlay) -> Problem:
    """The problem that the scenario asks about."""
    found = _closed(problem, frozenset(overlay.closed)) if overlay.closed else problem
    more = [_newcomer(problem, role, at) for role, count in overlay.escorts.items() for at in range(count)]
    found = replace(
        found,
        lines=tuple(_line(one, overlay.ceilings.get(one.id, 100)) for one in found.lines),
        escorts=(*found.escorts, *more),
    )
    if overlay.aim == "soonest":
        day = _dearest(problem)
        cases = (replace(one, waiting_cost=one.waiting_cost + day * one.persons) for one in found.cases)
        return replace(found, cases=tuple(cases))
    if overlay.aim == "fewest_escorts":
        return replace(found, mission_price=10 * _dearest(problem))
    return found


def _line(line: Line, percent: int) -> Line:
    return line if line.ceiling is None else replace(line, ceiling=line.ceiling * percent // 100)


def _dearest(problem: Problem) -> int:
    """More than one person's fares and transfer on any journey: a day or an escort outweighs every such saving."""
    fares = [max(one.fares.adult, one.fares.child, one.fares.infant) for one in problem.journeys]
    transfers = [cost for costs_of in problem.transfers.values() for cost in costs_of.values()]
    return max([1, *fares]) + max([0, *transfers])


def _closed(problem: Problem, airports: frozenset[str]) -> Problem:
    """Flights that touch the airports have no seats, and no case may take a journey with one of them."""
    shut = {one.id for one in problem.legs if airports.intersection((one.origin, one.destination))}
    journeys = tuple(one.id for one in problem.journeys if shut.intersection(one.legs))

    def barred(case: Case) -> Case:
        return replace(case, excluded=(*case.excluded, *(one for one in journeys if one not in case.excluded)))

    legs = (replace(one, seats=0) if one.id in shut else one for one in problem.legs)
    return replace(problem, legs=tuple(legs), cases=tuple(barred(case) for case in problem.cases))


def _newcomer(problem: Problem, role: str, at: int) -> Escort:
    """One more escort of the role: speaks every language, is always available, has the median cost and rest."""
    like = [one for one in problem.escorts if role in one.roles]
    languages = {language for one in problem.escorts for language in one.languages}
    asked = {language for case in problem.cases for need in case.escorts for language in need.languages or ()}
    genders = [one.gender for one in like if one.gender is not None]
    return Escort(
        id=_free_name(problem, f"{NEW} {role}", at),
        roles=(role,),
        available=((date.min, date.max),),
        languages=tuple(sorted(languages | asked)),
        gender=max(sorted(set(genders)), key=genders.count, default=None),
        daily_cost=sorted(one.daily_cost for one in like)[len(like) // 2] if like else 0,
        rest_days=sorted(one.rest_days for one in like)[len(like) // 2] if like else 0,
    )


def _free_name(problem: Problem, name: str, at: int) -> str:
    found = f"{name} {at + 1}"
    while found in problem.escorts_by_id:
        found += "'"
    return found


def restricts(tight: Overlay, loose: Overlay) -> bool:
    """Whether every plan of the tight scenario is one of the loose scenario at the same cost, so that bounds carry
    over.
    """
    roomier = all(
        loose.ceilings.get(line, 100) >= tight.ceilings.get(line, 100) for line in (*tight.ceilings, *loose.ceilings)
    )
    escorts = all(loose.escorts.get(role, 0) >= count for role, count in tight.escorts.items())
    return tight.aim == loose.aim and roomier and escorts and set(loose.closed) <= set(tight.closed)


def person_days(problem: Problem, journeys: Mapping[str, str]) -> int:
    """Days that people wait from `earliest` to departure, with `journeys` by case as in a plan."""
    return sum(
        case.persons * costs.waiting_days(problem, case, problem.journeys_by_id[journeys[case.id]])
        for case in problem.cases
        if case.id in journeys
    )


def read_overlays(source: str | bytes | Mapping[str, Any], problem: Problem) -> Asked:
    """The overlays in a JSON text; raises Malformed with every fault and its place."""
    value, faults = load(source, "scenarios")
    top = Form(value, "", faults)
    top.text("format", one_of=(FORMAT,))
    overlays = tuple(_overlay(form, problem) for form in top.forms("overlays"))
    lines = top.items("lines", (), lambda item: an_id(item, problem.lines_by_id))
    step = top.number("step", STEP, least=1)
    top.done()
    if len({one.name for one in overlays}) < len(overlays):
        top.fault("overlays", "a name is given twice")
    if faults:
        raise Malformed(faults)
    return Asked(overlays, lines, step)


def _overlay(form: Form, problem: Problem) -> Overlay:
    airports = {airport for leg in problem.legs for airport in (leg.origin, leg.destination)}
    found = Overlay(
        name=form.name("name"),
        aim=form.text("aim", "cheapest", one_of=AIMS),
        ceilings=form.table("ceilings", {}, an_integer, lambda id_: an_id(id_, problem.lines_by_id)),
        escorts=form.table("escorts", {}, lambda item: an_integer(item, 1), lambda id_: an_id(id_, problem.roles)),
        closed=form.items("closed", (), lambda item: an_id(a_text(item), airports)),
    )
    form.done()
    return found
