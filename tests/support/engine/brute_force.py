"""The best plan of a tiny problem by trying everything; it uses the rules only through `breaches`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from optimisation.facts import costs
from optimisation.format.plan import Fare, Mission, Placement, Plan, Unplaced
from optimisation.format.problem import EscortNeed, Problem
from optimisation.judging import figures
from optimisation.rules import (
    apart,
    apart_days,
    breaches,
    day_limits,
    escort,
    group,
    journey,
    limits,
    mission,
    pinned,
    roster,
    seats,
    together,
)

Rank = tuple[int, int, int]
ALONE = (together, apart, apart_days, limits, day_limits, group, seats)
WITH_MISSIONS = (seats, escort, mission, roster, pinned)


def best(problem: Problem) -> tuple[Rank, Plan] | None:
    """(weight, cost, minus kept) of the best plan, and that plan; None if no plan keeps the pins."""
    found: tuple[Rank, Plan] | None = None
    for bare in placements(problem):
        for plan in missions(problem, bare):
            totals = figures.totals(problem, plan)
            # by_line lacks costs that are not charged to a line yet, so costs are counted separately here
            rank = (totals.unplaced_weight, cost(problem, plan), -figures.kept(problem, plan))
            if found is not None and rank >= found[0]:
                continue
            paid = next(charged(problem, plan), None)
            if paid is not None:
                found = (rank, figures.with_totals(problem, paid))
    return found


def cost(problem: Problem, plan: Plan) -> int:
    """The cost of a plan's decisions, whether or not they are charged to lines."""
    total, used = 0, set()
    placed = {one.case: one for one in plan.placements}
    for case in problem.cases:
        one = placed.get(case.id)
        if one is None:
            total += case.left_cost + (case.change_cost if case.current is not None else 0)
            continue
        taken = problem.journeys_by_id[one.journey]
        used.add(taken.id)
        total += costs.transport(problem, case, taken, one.fare) + case.assistance_cost
        total += case.waiting_cost * (problem.departure(taken.id) - case.earliest).days
        total += case.penalty_on.get(taken.id, 0)
        total += case.change_cost if case.current not in (None, taken.id) else 0
    total += sum(problem.journeys_by_id[id_].fixed_cost for id_ in used)
    return total + sum(one.cost + problem.mission_price for one in plan.missions)


def placements(problem: Problem) -> Iterator[Plan]:
    """Every choice of journeys and fares that breaks no rule, leaving missions and lines aside."""
    options = []
    for case in problem.cases:
        alone = replace(problem, cases=(replace(case, pinned=None),))
        mine: list[str | None] = [None] if case.pinned is None else []
        for one in problem.journeys:
            plan = Plan("feasible", (Placement(case.id, one.id, "individual", {}),))
            if case.pinned in (None, one.id) and not list(journey.breaches(alone, plan)):
                mine.append(one.id)
        options.append(mine)
    fares: dict[str, tuple[Fare, ...]] = {
        one.id: ("individual", "group") if one.group else ("individual",) for one in problem.journeys
    }
    for chosen in itertools.product(*options):
        used = sorted({one for one in chosen if one is not None})
        for fare in itertools.product(*(fares[one] for one in used)):
            at = dict(zip(used, fare, strict=True))
            pairs = list(zip(problem.cases, chosen, strict=True))
            plan = Plan(
                "feasible",
                tuple(Placement(case.id, one, at[one], {}) for case, one in pairs if one is not None),
                tuple(Unplaced(case.id) for case, one in pairs if one is None),
            )
            if not any(next(rule.breaches(problem, plan), None) for rule in ALONE):
                yield plan


def missions(problem: Problem, bare: Plan) -> Iterator[Plan]:
    """Every way to attend the needs with missions on the first legs of journeys, always with the pinned missions."""
    needs = [
        (placement.case, need) for placement in bare.placements for need in problem.cases_by_id[placement.case].escorts
    ]
    ways = [(one.id, prefix) for one in problem.escorts for prefix in sorted(problem.prefixes)]
    for chosen in itertools.product(*([way for way in ways if fits(problem, need, way)] for _, need in needs)):
        flown = dict.fromkeys((pin.escort, pin.role, pin.legs) for pin in problem.missions_pinned)
        flown.update(dict.fromkeys((way[0], need.role, way[1]) for (_, need), way in zip(needs, chosen, strict=True)))
        names = {key: f"M{at}" for at, key in enumerate(flown)}
        attended: dict[str, list[str]] = {placement.case: [] for placement in bare.placements}
        for (case, need), way in zip(needs, chosen, strict=True):
            attended[case].append(names[way[0], need.role, way[1]])
        plan = replace(
            bare,
            placements=tuple(replace(one, attended_by=tuple(attended[one.case])) for one in bare.placements),
            missions=tuple(made(problem, key, name, attended) for key, name in names.items()),
        )
        if not any(next(rule.breaches(problem, plan), None) for rule in WITH_MISSIONS):
            yield plan


def fits(problem: Problem, need: EscortNeed, way: tuple[str, tuple[str, ...]]) -> bool:
    """A quick, safe check: the escort has the role."""
    return need.role in problem.escorts_by_id[way[0]].roles


def made(problem: Problem, key: tuple[str, str, tuple[str, ...]], name: str, attended: dict[str, list[str]]) -> Mission:
    """The mission for a key, not charged to any line yet."""
    legs = [problem.legs_by_id[leg] for leg in key[2]]
    cases = tuple(case for case, names in attended.items() if name in names)
    cost = costs.mission(problem, problem.escorts_by_id[key[0]], legs) if legs else 0
    return Mission(name, *key, attends=cases, line="", cost=cost)


def charged(problem: Problem, plan: Plan) -> Iterator[Plan]:
    """Every choice of lines that completes the plan."""
    lines = list(problem.lines_by_id)
    chartered = sorted({one.journey for one in plan.placements if problem.journeys_by_id[one.journey].fixed_cost})
    assisted = [one.case for one in plan.placements if problem.cases_by_id[one.case].assistance_cost]
    slots = [problem.cases_by_id[one.case].lines.transport for one in plan.placements]
    slots += [problem.cases_by_id[case].lines.assistance for case in assisted]
    slots += [tuple(lines)] * (len(plan.missions) + len(chartered))
    for chosen in itertools.product(*slots):
        rest = iter(chosen)
        transport = {one.case: next(rest) for one in plan.placements}
        assistance = {case: next(rest) for case in assisted}
        whole = replace(
            plan,
            placements=tuple(
                replace(one, lines=_lines(transport[one.case], assistance.get(one.case))) for one in plan.placements
            ),
            missions=tuple(replace(one, line=next(rest)) for one in plan.missions),
            charters={id_: next(rest) for id_ in chartered},
        )
        if next(breaches(problem, whole), None) is None:
            yield whole


def _lines(transport: str, assistance: str | None) -> dict[str, str]:
    return {"transport": transport, **({"assistance": assistance} if assistance else {})}
