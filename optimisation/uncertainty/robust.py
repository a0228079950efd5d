"""A plan that keeps more people when papers and flights fail, for a little more cost: `solve --robust`.

The best plan comes first. Then the problem is solved again with a price for each person who is expected to stay
behind (`fragility.py`). The dearer a person, the more the plan costs and the more people it keeps; the price is raised
and lowered until the cost meets its limit. Every plan found on the way is replayed, and of those with the least weight
whose cost is within the limit, the one that keeps most people is the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from optimisation.explaining.reasons import explain
from optimisation.format.plan import Plan, Robust, StoppedBy, gap_of
from optimisation.judging import figures
from optimisation.processes.solver_process import SolverProcess
from optimisation.search import SLACK, Search
from optimisation.solve import REASONS_MOST, REASONS_SHARE, run
from optimisation.uncertainty.draws import Draws
from optimisation.uncertainty.fragility import Fragility, missed_minimums
from optimisation.uncertainty.polishing import Polish
from optimisation.uncertainty.replay import replay
from optimisation.uncertainty.stress import draws_of

RUNS, SEED = 400, 904_117  # of the judgement: nobody else's runs
FIRST_SHARE = 0.45  # of the time or effort, for the best plan
STEP_SHARE = 0.35  # of the time that is left, at most, for one price
STEPS = 9
FACTOR = 2.5  # from one price to the next, until two of them have the limit between them
CLOSE = 1.08
QUICK, PATIENT = 2.0, 60.0  # seconds for one neighbourhood; where a run must repeat exactly, work ends it and not time
FIRST_POLISH, POLISH_SHARE = 0.4, 0.3  # of the time after the best plan: before and after the prices
ROUNDS, UP = 6, 1.6  # of polishing, each with a dearer person
GAP = 0.001
LARGE = 800  # cases; a problem of this size is not solved again as a whole, only polished
FIRST_PRICE = 6  # times what each person lost could cost if all were saved for the money allowed


def robust(search: Search, per_cent: float, reasons: bool = True, solver: SolverProcess | None = None) -> Plan:
    """Like `solve.run`, for a plan of least unplaced weight that costs at most `per_cent` more than the best found.

    `run.robust` of the answer says how many people it keeps, judged with runs and a seed of this module.
    """
    if solver is None:
        with SolverProcess() as own:
            return robust(search, per_cent, reasons, own)
    seconds, effort = search.seconds, search.effort
    spare = min(REASONS_MOST, REASONS_SHARE * seconds) if reasons and seconds is not None else 0.0
    search.seconds = None if seconds is None else FIRST_SHARE * (seconds - spare)
    search.effort = None if effort is None else FIRST_SHARE * effort
    plan = run(search, False, solver)
    search.seconds, search.effort = seconds, effort
    if search.best is not None and plan.status in ("optimal", "feasible"):
        _Strengthening(search, per_cent, solver, spare, plan.run.stopped_by).work()
    plan = search.answer or plan
    if reasons and plan.unplaced and not search.stop():
        explain(search, solver)
        plan = search.answer or plan
    search.answer = replace(plan, run=replace(plan.run, seconds=round(search.elapsed(), 3)))
    return search.answer


@dataclass(frozen=True, slots=True)
class _Tried:
    """A price for each person, and the plan that came of it."""

    price: int
    plan: Plan


def _next(low: int, high: int) -> int:
    """The next price to try, when `low` is within the limit and `high` above it; 0 = there is none."""
    return round((low * high) ** 0.5) if low and high else round(low * FACTOR or high / FACTOR)


@dataclass(slots=True)
class _Strengthening:
    """What is known while prices are tried: the plans with the people they keep, summed over all runs."""

    search: Search
    per_cent: float
    solver: SolverProcess
    spare: float
    stopped_by: StoppedBy
    draws: Draws = field(init=False)
    plans: list[tuple[int, Plan]] = field(default_factory=list)
    missed: dict[str, float] = field(default_factory=dict)
    hurried: bool = False  # a price had too little time: polishing makes more of it
    shut: set[str] = field(default_factory=set)  # journeys that would cost too much at once

    def __post_init__(self) -> None:
        self.draws = draws_of(self.search.problem, RUNS, SEED)

    def work(self) -> None:
        """Try prices while there is time, then polish; the best plan so far is always the search's answer."""
        assert self.search.best is not None
        lost = self._judge(self.search.best)
        if not lost:
            return
        fragile = Fragility(self.search.problem)
        price = FIRST_PRICE * self._allowed() // max(1, lost // RUNS)
        if len(self.search.problem.cases) <= LARGE:
            self._polish(fragile, price, 1 - FIRST_POLISH)
            price = self._prices(fragile, price)
        for round_ in range(1, ROUNDS + 1):
            self._polish(fragile, round(price * UP**round_), 0.0)

    def _prices(self, fragile: Fragility, price: int) -> int:
        """Raise and lower the price until the limit lies between two of them; the dearest within the limit."""
        assert self.search.best is not None
        low = high = _Tried(0, self.search.best)  # the dearest price within the limit, the cheapest above it; 0 = none
        ends = POLISH_SHARE * self._left()
        for _ in range(STEPS):
            if price < 1 or self._left() <= (ends if low.price else 0) or self.search.stop():
                break
            tried = self._tried(fragile, price)
            if tried is None or self.hurried:
                break
            low, high = (tried, high) if self._fits(tried.plan) else (low, tried)
            if low.price and high.price and high.price < CLOSE * low.price:
                closed = self._only_in(high.plan, low.plan)
                if not closed:
                    break
                self.shut |= closed
                high = replace(high, price=0)
            price = _next(low.price, high.price)
        return low.price or max(1, price)

    def _polish(self, fragile: Fragility, price: int, keep: float) -> None:
        """Go on from the answer, case by case, but keep a share of the time; better in the judgement is the answer."""
        search, steady = self.search, self.search.effort is not None or self.search.workers == 1
        assert search.best is not None and search.answer is not None
        most = search.best.totals.cost + self._allowed()
        patience = PATIENT if steady else QUICK
        kept = 0.0 if search.seconds is None else keep * self._left()
        polish = Polish(
            search.problem,
            fragile,
            price,
            most,
            self.solver,
            patience,
            seconds=lambda: self._left() - kept,
            stop=search.stop,
            worth=lambda plan: plan.totals.cost - price * self._kept(plan) / RUNS,
        )
        for plan in polish.plans(search.answer):
            search.offer(plan)  # it may be cheaper than the best
            self._answer()
        if search.stop() or self._left() <= kept:
            self.stopped_by = "cancelled" if search.stop() else "time"
            self._answer()

    def _only_in(self, one: Plan, other: Plan) -> set[str]:
        """Journeys with a price of their own (charters) that only the first of two plans pays for."""
        return {id_ for id_ in one.charters if id_ not in other.charters}

    def _left(self) -> float:
        return self.search.left() - self.spare

    def _allowed(self) -> int:
        """How much more than the best plan an answer may cost, in minor units."""
        assert self.search.best is not None
        return int(self.search.best.totals.cost * Fraction(str(self.per_cent)) / 100)

    def _tried(self, fragile: Fragility, price: int) -> _Tried | None:
        """Solve with this price for each person; None when there is no plan."""
        search, effort = self.search, self.search.effort
        sub = Search(
            fragile.priced(price, self.missed, self.shut),
            None if search.seconds is None else max(0.1, STEP_SHARE * self._left()),
            GAP,
            None if effort is None else (1 - FIRST_SHARE) * effort / STEPS,
            search.seed,
            search.workers,
            stop=search.stop,
        )
        sub.lift_weight(search.weight_bound)
        for _, plan in self.plans:
            sub.offer(plan)
        run(sub, False, self.solver)
        if sub.answer is not None and sub.answer.run.stopped_by in ("time", "cancelled"):
            self.stopped_by, self.hurried = sub.answer.run.stopped_by, True
        if sub.best is None:
            return None
        found = figures.with_totals(search.problem, sub.best)
        search.offer(found)
        self._judge(found)
        return _Tried(price, found)

    def _fits(self, plan: Plan) -> bool:
        assert self.search.best is not None
        best = self.search.best.totals
        return plan.totals.unplaced_weight == best.unplaced_weight and plan.totals.cost <= best.cost + self._allowed()

    def _judge(self, plan: Plan) -> int:
        """Replay the plan and remember it; people who stay behind (not those who do not show up), over all runs."""
        problem = self.search.problem
        lived = replay(problem, plan, self.draws)
        kept = lost = 0
        for case, why in lived.why.items():
            persons = problem.cases_by_id[case].persons
            kept += persons * (RUNS - lived.behind(case).bit_count())
            lost += persons * sum(runs.bit_count() for cause, runs in why.items() if cause != "no_show")
        self.missed |= missed_minimums(problem, plan, lived, self.draws)
        self.plans.append((kept, plan))
        self._answer()
        return lost

    def _kept(self, plan: Plan) -> int:
        """The people that a plan keeps, over all runs; it is remembered."""
        self._judge(plan)
        return self.plans[-1][0]

    def _answer(self) -> None:
        """Make the plan that keeps most people, and of equal ones the cheapest, the search's answer."""
        search = self.search
        fitting = [(kept, -plan.totals.cost, at) for at, (kept, plan) in enumerate(self.plans) if self._fits(plan)]
        kept, _, at = max(fitting)
        plan = search.plan(self.stopped_by)
        chosen = self.plans[at][1]
        gap = gap_of(chosen.totals.cost, chosen.totals.unplaced_weight, plan.bound)
        search.answer = replace(
            chosen,
            status="optimal" if gap is not None and gap <= search.gap + 2 * SLACK else "feasible",
            bound=plan.bound,
            gap=gap,
            run=replace(plan.run, robust=Robust(self.per_cent, round(kept / RUNS, 6))),
        )
