"""Scenarios: one problem solved under several overlays, each building on what the others found; and what the last money
of a line buys. Everything is solved, nothing is extrapolated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from optimisation.facts import costs
from optimisation.format.plan import Bound, Plan, gap_of
from optimisation.format.problem import Problem
from optimisation.judging import figures
from optimisation.overlays import STEP, Overlay, applied, person_days, restricts
from optimisation.processes.solver_process import SolverProcess
from optimisation.rules import breaches
from optimisation.search import Progress, Search
from optimisation.solve import run

Told = Callable[[str, Progress], object]
Stop = Callable[[], bool]
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan in the words of the problem without overlay: money in minor units, `waiting` in person-days."""

    unplaced_weight: int
    cases: int
    persons: int
    cost: int
    waiting: int
    missions: int
    escort_days: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario's answer. `problem` is the one solved; `plan` is its plan, with bounds and status for it.

    `figures` are the plan's in the problem without overlay; `moved` the cases that travel differently from the first
    outcome; `stands` whether the plan keeps every rule without the overlay too, so that it could simply be taken.
    """

    overlay: Overlay
    problem: Problem
    plan: Plan
    figures: Figures
    moved: tuple[str, ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What a line with `ceiling` minor units would mean: changes against the plan, negative is less.

    `placed` and `left` are the cases that would newly travel, or no longer; `proved`: no better answer exists.
    """

    ceiling: int
    weight: int
    cost: int
    placed: tuple[str, ...]
    left: tuple[str, ...]
    proved: bool
    plan: Plan


@dataclass(frozen=True, slots=True)
class LastUnit:
    """What one step more on a line would buy, and what its last step buys now; None for a line without a ceiling,
    and for the last step of a line that has less than a step.
    """

    line: str
    step: int
    more: Effect | None
    less: Effect | None


def scenarios(  # noqa: PLR0913 - one name for each setting of a run
    problem: Problem,
    overlays: Sequence[Overlay],
    seconds: float = 60.0,
    seed: int = 0,
    on_progress: Told | None = None,
    *,
    workers: int = 2,
    start: Plan | None = None,
    stop: Stop = lambda: False,
    on_outcome: Callable[[Outcome], object] = lambda _: None,
) -> list[Outcome]:
    """Solve the problem under each overlay, in their order, within the seconds for all; unused time rolls forward.

    `start` is a plan of the problem that is already known. Plans found are tried in every later scenario, and bounds
    are carried to those that only restrict it. `stop` ends soon, with the best found; overlays not reached are absent.
    """
    found: list[Outcome] = []
    with SolverProcess() as solver:
        work = _Work(problem, seconds, seed, workers, stop, solver, [start] if start is not None else [])
        for at, overlay in enumerate(overlays):
            if stop():
                break
            search = work.search(overlay, len(overlays) - at, on_progress)
            plan = work.solve(overlay, search)
            found.append(_outcome(problem, overlay, search.problem, plan, found[0].plan if found else plan))
            on_outcome(found[-1])
    return found


def taken(problem: Problem, outcome: Outcome) -> Plan:
    """The outcome's plan as one of the problem without overlay, to be confirmed; only where it `stands`.

    Its figures no longer contain what the overlay adds for days or escorts; only bounds that hold without it are kept.
    """
    plan = figures.with_totals(problem, replace(outcome.plan, status="feasible"))
    aims_only = outcome.overlay == Overlay(outcome.overlay.name, outcome.overlay.aim)
    if outcome.problem == problem:
        return outcome.plan
    bound = Bound(outcome.plan.bound.unplaced_weight if aims_only else 0, 0)
    return replace(plan, bound=bound, gap=gap_of(plan.totals.cost, plan.totals.unplaced_weight, bound))


def last_unit(
    problem: Problem,
    plan: Plan,
    line: str,
    step: int = STEP,
    seconds: float = 20.0,
    seed: int = 0,
    *,
    workers: int = 2,
    stop: Stop = lambda: False,
) -> LastUnit:
    """What `step` minor units more on the line would buy, and what its last `step` buys now, both by solving.

    `plan` is the best known plan of the problem, with bounds; raises KeyError for an unknown line.
    """
    ceiling = problem.lines_by_id[line].ceiling
    if ceiling is None:
        return LastUnit(line, step, None, None)
    half = seconds / 2

    def effect(limit: int, solver: SolverProcess) -> Effect:
        changed = replace(
            problem, lines=tuple(replace(one, ceiling=limit) if one.id == line else one for one in problem.lines)
        )
        search = Search(changed, half, seed=seed, workers=workers, stop=stop)
        search.offer(plan)
        if limit < ceiling:
            _carry(search, plan.bound, plan.totals.unplaced_weight)
        return _effect(plan, limit, _solved(search, solver))

    with SolverProcess() as solver:
        less = effect(ceiling - step, solver) if ceiling >= step else None
        return LastUnit(line, step, effect(ceiling + step, solver), less)


@dataclass(slots=True)
class _Work:
    """What scenarios share: the clock, plans found, and what was proved about which overlay."""

    problem: Problem
    seconds: float
    seed: int
    workers: int
    stop: Stop
    solver: SolverProcess
    plans: list[Plan]
    spent: float = 0.0
    proved: list[tuple[Overlay, Search]] = field(default_factory=list)

    def search(self, overlay: Overlay, remaining: int, told: Told | None) -> Search:
        """A search for the overlay that knows all that the others found."""
        share = max(LEAST, (self.seconds - self.spent) / remaining)
        search = Search(applied(self.problem, overlay), share, seed=self.seed, workers=self.workers, stop=self.stop)
        if told is not None:
            search.on_progress = lambda progress: told(overlay.name, progress)
        for plan in self.plans:
            search.offer(plan)
        for loose, known in self.proved:
            if restricts(overlay, loose):
                search.lift_weight(known.weight_bound)
                for weight, bound in known.cost_bounds.items():
                    search.lift_cost(bound, weight)
        return search

    def solve(self, overlay: Overlay, search: Search) -> Plan:
        """The overlay's plan; what it teaches is kept for the next."""
        plan = _solved(search, self.solver)
        self.spent += search.elapsed()
        self.proved.append((overlay, search))
        if plan.placements:
            self.plans.append(plan)
        return plan


def _carry(search: Search, bound: Bound, weight: int) -> None:
    """Bounds of a looser problem hold here."""
    search.lift_weight(bound.unplaced_weight)
    search.lift_cost(bound.cost, weight)


def _solved(search: Search, solver: SolverProcess) -> Plan:
    return search.plan("proof") if search.proved() else run(search, False, solver)


def _outcome(problem: Problem, overlay: Overlay, changed: Problem, plan: Plan, first: Plan) -> Outcome:
    return Outcome(
        overlay=overlay,
        problem=changed,
        plan=plan,
        figures=_figures(problem, changed, plan),
        moved=_moved(problem, first, plan),
        stands=next(breaches(problem, plan), None) is None,
    )


def _figures(problem: Problem, changed: Problem, plan: Plan) -> Figures:
    journeys = plan.journeys_of
    plain = replace(problem, escorts=changed.escorts, lines=changed.lines)
    true = figures.totals(plain, plan)
    return Figures(
        unplaced_weight=true.unplaced_weight,
        cases=len(journeys),
        persons=sum(problem.cases_by_id[case].persons for case in journeys),
        cost=true.cost,
        waiting=person_days(problem, journeys),
        missions=len(plan.missions),
        escort_days=sum(_days(problem, one.legs) for one in plan.missions),
    )


def _days(problem: Problem, legs: Iterable[str]) -> int:
    first, last = costs.span(problem, [problem.legs_by_id[leg] for leg in legs])
    return last - first + 1


def _moved(problem: Problem, before: Plan, after: Plan) -> tuple[str, ...]:
    old, new = before.journeys_of, after.journeys_of
    return tuple(case.id for case in problem.cases if old.get(case.id) != new.get(case.id))


def _effect(before: Plan, ceiling: int, after: Plan) -> Effect:
    old, new = before.journeys_of, after.journeys_of
    return Effect(
        ceiling=ceiling,
        weight=after.totals.unplaced_weight - before.totals.unplaced_weight,
        cost=after.totals.cost - before.totals.cost,
        placed=tuple(case for case in new if case not in old),
        left=tuple(case for case in old if case not in new),
        proved=after.status == "optimal",
        plan=after,
    )
