"""The best plan for a problem: picks the engine, keeps the time, and lets only plans out that pass `check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from optimisation import levels
from optimisation.plan import Plan
from optimisation.problem import Problem
from optimisation.reasons import explained
from optimisation.search import Progress, Search

REASONS_SHARE = 0.15
REASONS_MOST = 20.0


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
    search = Search(problem, seconds, gap, effort, seed, workers, on_progress, stop)
    kept_back = min(REASONS_MOST, REASONS_SHARE * seconds) if reasons and seconds is not None else 0.0
    if seconds is not None:
        search.seconds = seconds - kept_back
    stopped_by = levels.run(search)
    search.seconds = seconds
    plan = search.plan(stopped_by)
    if reasons and plan.unplaced and not stop():
        plan = explained(search, plan)
    return replace(plan, run=replace(plan.run, seconds=round(search.elapsed(), 3)))
