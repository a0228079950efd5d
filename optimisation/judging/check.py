"""Judges any plan without a solver: every hard rule and every figure."""

from __future__ import annotations

from collections.abc import Iterator

from optimisation.facts import costs
from optimisation.facts.plan_index import Breach, flown_missions
from optimisation.facts.suitability import FILTERS
from optimisation.format.plan import CHANGE_KINDS, Plan, gap_of
from optimisation.format.problem import Problem
from optimisation.judging import figures
from optimisation.rules import breaches

SLACK = 2e-6
SHARED = ("together", "apart", "seats", "limits", "minimum", "escort", "roster", "lines", "day_limits")
REASONS = frozenset((*FILTERS, *SHARED, "outranked", "cost", "not_searched"))


def check(problem: Problem, plan: Plan) -> list[Breach]:
    """Everything that is wrong with the plan; empty when nothing is."""
    if plan.status in ("infeasible", "unknown"):
        return list(_no_plan(problem, plan))
    found = list(breaches(problem, plan))
    found += _mission_costs(problem, plan)
    found += _totals(problem, plan)
    found += _bounds(plan)
    found += _words(plan)
    return found


def _no_plan(problem: Problem, plan: Plan) -> Iterator[Breach]:
    pins: set[str | int] = {case.id for case in problem.cases if case.pinned is not None}
    pins.update(range(len(problem.missions_pinned)))
    if not pins:
        yield Breach("status", (), f"Nothing is pinned, so that {plan.status} cannot be: leaving everyone is a plan.")
    lists = (plan.placements, plan.unplaced, plan.missions, plan.charters)
    figures_ = (plan.totals.unplaced_weight, plan.totals.cost, *plan.totals.by_line.values())
    if any(lists) or any(figures_) or plan.bound.unplaced_weight or plan.bound.cost or plan.gap is not None:
        yield Breach("status", (), f"A plan that is {plan.status} has empty lists, zero figures and no gap.")
    if bool(plan.conflict) != (plan.status == "infeasible"):
        yield Breach("status", (), "A conflict of pins is named exactly when the plan is infeasible.")
    for one in plan.conflict:
        if not one.pins or not pins.issuperset(one.pins):
            yield Breach("status", tuple(map(str, one.pins)), "A conflict names something that is not pinned.")


def _mission_costs(problem: Problem, plan: Plan) -> Iterator[Breach]:
    for trip in flown_missions(problem, plan):
        escort = problem.escorts_by_id.get(trip.mission.escort)
        cost = costs.mission(problem, escort, trip.legs) if escort else trip.mission.cost
        if cost != trip.mission.cost:
            text = f"Mission {trip.mission.id} costs {cost}, not {trip.mission.cost}."
            yield Breach("totals", (trip.mission.id,), text)


def _totals(problem: Problem, plan: Plan) -> Iterator[Breach]:
    true, said = figures.totals(problem, plan), plan.totals
    for name in ("unplaced_weight", "cost"):
        if getattr(true, name) != getattr(said, name):
            yield Breach("totals", (name,), f"totals.{name} is {getattr(true, name)}, not {getattr(said, name)}.")
    for line in sorted({*true.by_line, *said.by_line}):
        if true.by_line.get(line) != said.by_line.get(line):
            text = f"totals.by_line.{line} is {true.by_line.get(line)}, not {said.by_line.get(line)}."
            yield Breach("totals", (line,), text)


def _bounds(plan: Plan) -> Iterator[Breach]:
    weight, cost = plan.totals.unplaced_weight, plan.totals.cost
    if plan.bound.unplaced_weight > weight:
        yield Breach("bound", (), f"bound.unplaced_weight {plan.bound.unplaced_weight} is above the plan's {weight}.")
    if plan.bound.cost > cost:
        yield Breach("bound", (), f"bound.cost {plan.bound.cost} is above the plan's {cost}.")
    gap = gap_of(cost, weight, plan.bound)
    if (gap is None) != (plan.gap is None) or abs((gap or 0) - (plan.gap or 0)) > 1e-9:
        yield Breach("gap", (), f"gap is {gap}, not {plan.gap}.")
    if plan.status == "optimal" and (gap is None or gap > plan.run.gap + SLACK):
        yield Breach("status", (), "optimal needs level 1 proved and level 2 within the gap asked for.")
    if plan.conflict:
        yield Breach("status", (), "A plan that is not infeasible has no conflict of pins.")


def _words(plan: Plan) -> Iterator[Breach]:
    for one in plan.unplaced:
        for reason in one.reasons:
            if reason.rule not in REASONS:
                yield Breach("form", (one.case,), f"{reason.rule} is not a reason.")
        for change in one.would_fit_if:
            if change.change not in CHANGE_KINDS or change.by < 1:
                yield Breach("form", (one.case,), f"{change.change} by {change.by} is not a change.")
