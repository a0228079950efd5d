"""Rule 9 in the exact model: which line is charged for what, with columns only where there is a choice that matters."""

from __future__ import annotations

from optimisation.facts.candidates import Waiver, lines_open
from optimisation.format.problem import Case, Journey
from optimisation.model.contract import Model
from optimisation.model.milp import Term

RULE = "lines"
Bills = dict[str, list[Term]]


def constrain(model: Model) -> None:
    """No line is charged more than its ceiling."""
    bills: Bills = {line: [] for line in model.problem.lines_by_id}
    if model.waiver == Waiver(RULE):
        return
    for case in model.problem.cases:
        if not model.waiver.spares(RULE, case.id):
            _case(model, case, bills)
    _missions(model, bills)
    for id_ in model.opened:
        if model.problem.journeys_by_id[id_].fixed_cost:
            _charter(model, model.problem.journeys_by_id[id_], bills)
    for line in model.problem.lines:
        if line.id in model.capped and line.ceiling is not None:
            model.milp.at_most([*bills[line.id], *model.relief("line", line.id)], line.ceiling)


def _case(model: Model, case: Case, bills: Bills) -> None:
    for journey in model.journeys[case.id]:
        for way in model.pay[case.id, journey.id]:
            bills[way.line].append((way.column, way.charge))
    if case.assistance_cost and model.journeys[case.id]:
        _assistance(model, case, bills)


def assistance_lines(model: Model, case: Case, journey: Journey) -> list[str]:
    """Lines that could be charged for a case's assistance on a journey; only one if that one never runs short."""
    on = model.problem.departure(journey.id)
    return model.enough(lines_open(model.problem, "assistance", on, case.lines.assistance))


def _assistance(model: Model, case: Case, bills: Bills) -> None:
    by_line: dict[str, list[Term]] = {}
    for journey in model.journeys[case.id]:
        lines = assistance_lines(model, case, journey)
        for line in lines:
            by_line.setdefault(line, []).append((model.place[case.id, journey.id], -1))
    columns = {line: model.milp.column() for line in by_line}
    model.assist[case.id] = columns
    for line, terms in by_line.items():
        model.milp.row([(columns[line], 1), *terms], high=0)
        bills[line].append((columns[line], case.assistance_cost))
    one = [(column, 1.0) for column in columns.values()]
    model.milp.row([*one, *((column, -1) for column in model.placed(case.id))], 0, 0)


def _missions(model: Model, bills: Bills) -> None:
    attended_by = model.attended_by()
    for at, outing in enumerate(model.missions):
        on = model.problem.legs_by_id[outing.legs[0]].departure_date
        ways = attended_by.get(at, [])
        lines = {case.id: lines_open(model.problem, "escort", on, case.lines.escort) for case, _, _ in ways}
        if any(model.waiver.spares(RULE, id_) for id_ in lines):
            continue  # the case that is spared may pay for it
        anyone = lines_open(model.problem, "escort", on, model.problem.lines_by_id) if outing.pinned else []
        if _never_short(model, [*lines.values(), *([anyone] if outing.pinned else [])]):
            continue
        payers: Bills = {line: [] for line in anyone}
        for case, _, way in ways:
            for line in lines[case.id]:
                payers.setdefault(line, []).append((way.column, -1))
        if outing.pinned:
            _add_idle(model, [way.column for _, _, way in ways], payers)
        columns = _choose(model, model.fly[at], payers, outing.cost, bills)
        model.escort_pays[at] = columns


def _add_idle(model: Model, attending: list[int], payers: Bills) -> None:
    """A pinned mission that attends nobody may be charged to any line."""
    idle = model.milp.column()
    for column in attending:
        model.milp.row([(column, 1), (idle, 1)], high=1)
    for terms in payers.values():
        terms.append((idle, -1))


def _charter(model: Model, journey: Journey, bills: Bills) -> None:
    on = model.problem.departure(journey.id)
    lines = {
        case.id: lines_open(model.problem, "charter", on, case.lines.transport) for case in model.riders[journey.id]
    }
    if _never_short(model, list(lines.values())) or any(model.waiver.spares(RULE, id_) for id_ in lines):
        return
    payers: Bills = {}
    for case in model.riders[journey.id]:
        for line in lines[case.id]:
            payers.setdefault(line, []).append((model.place[case.id, journey.id], -1))
    opened = model.opened[journey.id]
    model.charter_pays[journey.id] = _choose(model, opened, payers, journey.fixed_cost, bills)


def _never_short(model: Model, choices: list[list[str]]) -> bool:
    """Every case that takes part allows a line that cannot run short."""
    return bool(choices) and all(any(line not in model.capped for line in lines) for lines in choices)


def _choose(model: Model, event: int, payers: Bills, cost: int, bills: Bills) -> dict[str, int]:
    """Exactly one line for the event, allowed by a case that takes part in it."""
    columns = {line: model.milp.column() for line in payers}
    for line, terms in payers.items():
        model.milp.row([(columns[line], 1), *terms], high=0)
        bills[line].append((columns[line], cost))
    model.milp.row([(event, -1), *((column, 1) for column in columns.values())], 0, 0)
    return columns
