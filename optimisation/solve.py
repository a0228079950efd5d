"""The best plan for a problem: picks the engine, keeps the time, and returns only plans that pass `check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from optimisation import scale
from optimisation.explaining.reasons import explain
from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.greedy.first_plans import first_plans
from optimisation.processes.children import give_way
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.search import Progress, Search

REASONS_SHARE = 0.15
REASONS_MOST = 20.0
CASES_IN_ONE_MODEL = 40  # up to this size the exact engine proves at once
CASES_OF_A_PUZZLE = 15
FEW_DAYS = 3
GRACE = 1.0  # seconds after the end in which a first plan is still made


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
    _offer_first_plans(search)
    give_way()
    if solver is None:
        with SolverProcess() as own:
            return _run(search, reasons, own)
    return _run(search, reasons, solver)


def _run(search: Search, reasons: bool, solver: SolverProcess) -> Plan:
    seconds = search.seconds
    if reasons and seconds is not None:
        search.seconds = seconds - min(REASONS_MOST, REASONS_SHARE * seconds)
    engine = levels if _is_small(search.problem) else scale
    stopped_by = engine.run(search, solver)
    search.seconds = seconds
    search.answer = plan = search.plan(stopped_by)
    if reasons and plan.unplaced and not search.stop():
        explain(search, solver)
        plan = search.answer
    search.answer = replace(plan, run=replace(plan.run, seconds=round(search.elapsed(), 3)))
    return search.answer


def _offer_first_plans(search: Search) -> None:
    """Before any solver starts: however little of the processor the search gets, it is not worse than what is promised
    already, nor than a good greedy. The first plan is made even when time is over, as far as `GRACE` allows.
    """
    if search.best is not None and search.best.placements:
        return  # the caller knows a plan
    for found in first_plans(search.problem, lambda: search.stop() or search.left() < -GRACE):
        search.offer(found)
        if search.over():
            return


def _is_small(problem: Problem) -> bool:
    """Whether the exact engine proves it at once; if everything departs within a few days, it can prove only smaller
    ones.
    """
    days = {leg.departure_date for leg in problem.legs}
    return len(problem.cases) <= (CASES_IN_ONE_MODEL if len(days) > FEW_DAYS else CASES_OF_A_PUZZLE)
