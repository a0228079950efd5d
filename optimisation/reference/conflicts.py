"""Pins that contradict each other: the smallest such sets, each verified by solving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimisation.facts.candidates import Waiver, broken_alone, lines_open
from optimisation.facts.costs import is_available, span
from optimisation.facts.suitability import ruled_out_by, touches_barred
from optimisation.format.plan import Conflict
from optimisation.format.problem import PinnedMission, Problem
from optimisation.model.milp import Goal
from optimisation.processes.solver_process import SolverProcess, Task
from optimisation.reference.exact_model import build
from optimisation.search import Search

Pins = tuple[str | int, ...]
# `escort` is last: without needs nobody takes an escort's seat, days or money, which would hide a more exact rule.
RULES = ("together", "apart", "seats", "limits", "minimum", "lines", "day_limits", "roster", "escort")


@dataclass(frozen=True, slots=True)
class _Trial:
    """The problem whose pins are tried, the search whose time is used, and who solves."""

    problem: Problem
    search: Search
    solver: SolverProcess


def conflicts(search: Search, solver: SolverProcess, problem: Problem | None = None) -> tuple[Conflict, ...]:
    """Smallest sets of pins that no plan keeps, without a pin in common, found by deletion; empty when time ran out.
    `problem` is a part of the search's own problem (None: all of it).
    """
    trial = _Trial(problem or search.problem, search, solver)
    problem = trial.problem
    pins: list[str | int] = [case.id for case in problem.cases if case.pinned is not None]
    pins += range(len(problem.missions_pinned))
    found: list[Conflict] = []
    while pins and not search.over():
        if found and _kept(trial, pins) is not False:
            break
        core = _shrink(trial, pins)
        if core is None or _kept(trial, core, presolve=False) is not False:
            break  # out of time, or two runs of the solver disagree: nobody is told "impossible"
        found.append(_worded(trial, core))
        pins = [pin for pin in pins if pin not in core]
    return tuple(found)


def with_pins(problem: Problem, pins: Sequence[str | int]) -> Problem:
    """The problem with only these of its pins."""
    return replace(
        problem,
        cases=tuple(case if case.id in pins else replace(case, pinned=None) for case in problem.cases),
        missions_pinned=tuple(one for at, one in enumerate(problem.missions_pinned) if at in pins),
    )


def _kept(trial: _Trial, pins: Sequence[str | int], waiver: str = "", presolve: bool = True) -> bool | None:
    """Whether some plan keeps these pins; None when time ran out."""
    search = trial.search
    milp = build(with_pins(trial.problem, pins), Waiver(waiver)).milp
    seconds = None if search.seconds is None else max(0.05, search.left())
    outcome = trial.solver.solve(Task(milp, Goal({}), seconds, seed=search.seed, presolve=presolve), search.stop)
    if outcome.values is not None:
        return True
    return False if outcome.status == "infeasible" else None


def _shrink(trial: _Trial, pins: list[str | int]) -> list[str | int] | None:
    """Drop what can be dropped while no plan keeps the rest, in halves first, then one by one."""
    core, size = list(pins), max(1, len(pins) // 2)
    while True:
        at = 0
        while at < len(core):
            if trial.search.over():
                return None
            rest = core[:at] + core[at + size :]
            if rest and _kept(trial, rest) is False:
                core = rest
            else:
                at += size
        if size == 1:
            return core
        size = max(1, size // 2)


def _worded(trial: _Trial, core: list[str | int]) -> Conflict:
    pins = tuple(core)
    rule = _alone(trial.problem, pins) or _shared(trial, core)
    names = ", ".join(f"missions_pinned[{pin}]" if isinstance(pin, int) else pin for pin in pins)
    if len(pins) == 1:
        return Conflict(pins, rule, f"The pin of {names} breaks a rule by itself: {rule}.")
    return Conflict(pins, rule, f"The pins of {names} cannot stand together: {rule}.")


def _alone(problem: Problem, pins: Pins) -> str | None:
    """The rule that a single pin breaks whatever the others do, where that can be seen at once."""
    if len(pins) > 1:
        return None
    pin = pins[0]
    if isinstance(pin, int):
        return _mission(problem, problem.missions_pinned[pin])
    case = problem.cases_by_id[pin]
    journey = problem.journeys_by_id[case.pinned or ""]
    return ruled_out_by(problem, case, journey) or next(broken_alone(problem, case, journey), None)


def _mission(problem: Problem, pin: PinnedMission) -> str | None:
    escort, legs = problem.escorts_by_id[pin.escort], [problem.legs_by_id[leg] for leg in pin.legs]
    if pin.legs not in problem.prefixes or pin.role not in escort.roles or touches_barred(escort, legs):
        return "mission"
    if not is_available(escort, *span(problem, legs)):
        return "roster"
    return None if lines_open(problem, "escort", legs[0].departure_date, problem.lines_by_id) else "lines"


def _shared(trial: _Trial, core: list[str | int]) -> str:
    """The first rule without which some plan would keep the pins."""
    for rule in RULES:
        if not trial.search.over() and _kept(trial, core, rule):
            return rule
    return "mission" if any(isinstance(pin, int) for pin in core) else "journey"
