"""The best plan for a problem: picks the engine, keeps the time, and returns only plans that pass `check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from optimisation import scale
from optimisation.explaining.reasons import explain
from optimisation.first_fit import first_fit
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.search import Progress, Search
from optimisation.standing import without_a_solver

REASONS_SHARE = 0.15
REASONS_MOST = 20.0
CASES_IN_ONE_MODEL = 40  # up to this size the exact engine proves at once
CASES_OF_A_PUZZLE = 15
FEW_DAYS = 3
FIRST_FIT_LEAST = 0.5


def solve(  # noqa: PLR0913 - one name for each setting of a run
    problem: Problem,
    *,
    seconds: float | None = 60.0,
    gap: float = 0.0,
    effort: float | None = None,
    seed: int = 0,
    workers: int = 2,
    reasons: bool = True,
    on_progress: Callable[[Progress], object] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Plan:
    """Solve to proof, or to the gap, the effort (about one unit a second) or the seconds, reasons included.

    `stop` is asked often from this thread and makes it end soon with the best plan found; None seconds means no
    limit. Without pins there always is a plan; with pins it may be `infeasible` or `unknown`.
    """
    return run(Search(problem, seconds, gap, effort, seed, workers, on_progress, stop), reasons)


def run(search: Search, reasons: bool = True, solver: SolverProcess | None = None) -> Plan:
    """Like `solve`, for a search that the caller made and watches: its `answer` is set as soon as there is one."""
    if solver is None:
        with SolverProcess() as own:
            return run(search, reasons, own)
    seconds = search.seconds
    if reasons and seconds is not None:
        search.seconds = seconds - min(REASONS_MOST, REASONS_SHARE * seconds)
    engine = levels if _is_small(search.problem) else scale
    stopped_by = engine.run(search, solver)
    search.seconds = seconds
    if stopped_by == "time":
        _place_somebody(search)
    search.answer = plan = search.plan(stopped_by)
    if reasons and plan.unplaced and not search.stop():
        explain(search, solver)
        plan = search.answer
    search.answer = replace(plan, run=replace(plan.run, seconds=round(search.elapsed(), 3)))
    return search.answer


def _place_somebody(search: Search) -> None:
    """However busy the machine was, the plan is not worse than what is reserved, nor than one quick pass.

    Where even that places nobody, whoever fits is placed one by one.
    """
    for found in without_a_solver(search.problem):
        search.offer(found)
    best = search.best
    if best is not None and not best.placements and not search.proved():
        search.offer(first_fit(search.problem, best, max(FIRST_FIT_LEAST, search.left() / 2), search.stop))


def _is_small(problem: Problem) -> bool:
    """Whether the exact engine proves it at once; if everything departs within a few days, it can prove only smaller
    ones.
    """
    days = {leg.departure_date for leg in problem.legs}
    return len(problem.cases) <= (CASES_IN_ONE_MODEL if len(days) > FEW_DAYS else CASES_OF_A_PUZZLE)
