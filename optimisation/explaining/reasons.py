"""Why a case is left, in the contract's order; each answer comes from solving, not from guessing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from threading import Lock

from optimisation.explaining.changes import would_fit_if
from optimisation.explaining.probe import OutOfTime, Probe
from optimisation.facts.candidates import Waiver, broken_alone
from optimisation.facts.suitability import FILTERS, suiting
from optimisation.format.plan import Change, Plan, Reason, Unplaced
from optimisation.format.problem import Case, Problem
from optimisation.judging.judge import linked
from optimisation.processes.solver_process import SolverProcess
from optimisation.rules import breaches
from optimisation.rules.lines import charges
from optimisation.search import Search

QUICK = 3.0  # seconds for one question
KEEPING = Lock()
PATIENT = 60.0  # where a run must repeat exactly, work and not time should end a question
TEXTS = {
    "destination": "No journey goes to {destinations}.",
    "dates": "No journey to {destinations} departs from {earliest} to {latest}.",
    "arrival": "No journey that departs in time arrives by {latest_arrival}.",
    "connections": "Every journey in its dates has more than {max_connections} connections.",
    "overnight": "Every journey in its dates includes a night at a stop-over.",
    "transit": "Every journey in its dates stops over in {no_transit}.",
    "transfer": "No origin airport of its journeys can be reached from {location}.",
    "excluded": "Every journey that would suit it is excluded for it.",
    "together": "It would fit alone, but not together with {ids}.",
    "apart": "It is kept apart from {ids}.",
    "seats": "There are too few seats on {ids}.",
    "limits": "The airline's limit is reached on {ids}.",
    "minimum": "Too few people travel on {ids}.",
    "escort": "No escort is free for its need of {ids}.",
    "lines": "The money left on {ids} does not suffice.",
    "day_limits": "The limit of the day is reached: {ids}.",
    "outranked": "Others with more weight, or at lower cost, take what it would need.",
    "cost": "It may wait, and waiting costs less.",
    "not_searched": "The run ended before a way for it was looked for.",
}


def explain(search: Search, solver: SolverProcess) -> None:
    """Add reasons and changes to the answer, case by case while time lasts; what has been found is kept."""
    plan = search.answer
    if plan is None:
        return
    patience = PATIENT if search.effort is not None or search.workers == 1 else QUICK
    problem = search.problem
    cases = [problem.cases_by_id[one.case] for one in plan.unplaced]
    cases.sort(
        key=lambda case: (last_filter(problem, case) is None, not case.weight)
    )  # those that need no solving first
    with ExitStack() as opened:
        more = min(search.workers, len(cases)) - 1
        solvers = [solver, *(opened.enter_context(SolverProcess()) for _ in range(more))]
        probes = [Probe(plan, one, search.left, search.stop, search.seed, patience) for one in solvers]
        for whole in (False, True):  # first a reason for everybody, then what would change it
            _shared_out(probes, cases, partial(_add, search, whole=whole))


def _shared_out(probes: list[Probe], cases: list[Case], add: Callable[[Probe, Case], None]) -> None:
    """Each solver's process takes the next case; all end when the time is over."""
    waiting = iter(cases)
    lock = Lock()

    def work(probe: Probe) -> None:
        try:
            while True:
                with lock:
                    case = next(waiting)
                add(probe, case)
        except (StopIteration, OutOfTime):
            return

    if len(probes) == 1:
        work(probes[0])
        return
    with ThreadPoolExecutor(len(probes)) as threads:
        for done in [threads.submit(work, probe) for probe in probes]:
            done.result()


def explain_one(problem: Problem, plan: Plan, case: str, seconds: float = 30.0) -> Unplaced:
    """What can be said in that time about one case that a plan leaves."""
    search = Search(problem, seconds)
    search.answer = replace(plan, unplaced=tuple(one for one in plan.unplaced if one.case == case))
    with SolverProcess() as solver:
        explain(search, solver)
    return search.answer.unplaced[0]


def _add(search: Search, probe: Probe, case: Case, whole: bool) -> None:
    """Ask about one case; what is found is kept immediately."""
    assert search.answer is not None
    known = next(one.reasons for one in search.answer.unplaced if one.case == case.id)
    if whole and known and known[0].rule in ("cost", "not_searched"):
        return  # it fits as things are
    if whole:
        rule = known[0].rule if known else ""
        for change in would_fit_if(probe, search.problem, case, rule):
            _replace(search, case, (), (change,))
    else:
        reason = reason_for(probe, search.problem, case)
        _replace(search, case, (reason,), ())


def _replace(search: Search, case: Case, reasons: tuple[Reason, ...], changes: tuple[Change, ...]) -> None:
    """Add what was found to the case immediately, so that it is kept if time runs out."""
    assert search.answer is not None

    def more(one: Unplaced) -> Unplaced:
        return replace(one, reasons=(*one.reasons, *reasons), would_fit_if=(*one.would_fit_if, *changes))

    with KEEPING:
        left = tuple(more(one) if one.case == case.id else one for one in search.answer.unplaced)
        search.answer = replace(search.answer, unplaced=left)


def reason_for(probe: Probe, problem: Problem, case: Case) -> Reason:
    """The first of the contract's reasons that suffices; raises OutOfTime."""
    name = last_filter(problem, case)
    if name is not None:
        return _worded(case, name, _of_filter(case, name))
    group = linked(problem, case.id)
    weight = sum(problem.cases_by_id[one].weight for one in group)
    if not (weight and _is_proved(probe.plan)) and probe.ask(problem, group) is not None:
        return _worded(case, "not_searched" if weight else "cost", ())
    for rule in _in_question(problem, case):
        newcomers = (case.id,) if rule == "together" else group
        found = probe.ask(problem, newcomers, Waiver(rule, case.id))
        if found is not None:
            return _worded(case, rule, _concerned(problem, case, rule, found.plan))
    return _worded(case, "outranked", ())


def _is_proved(plan: Plan) -> bool:
    """No case with weight could be placed in addition: less weight than the proved least would be left."""
    return plan.bound.unplaced_weight == plan.totals.unplaced_weight


def last_filter(problem: Problem, case: Case) -> str | None:
    """The filter by which no journey is left for the case, or None when one is."""
    rest = problem.journeys
    for name, passes in FILTERS.items():
        rest = tuple(one for one in rest if passes(problem, case, one, problem.legs_of[one.id]))
        if not rest:
            return name
    return None


def _in_question(problem: Problem, case: Case) -> Iterator[str]:
    """The rules that could concern the case, in the contract's order (`escort` stands for `roster` too)."""
    pairs = (*problem.apart, *problem.apart_days)
    asked = {
        "together": any(case.id in group for group in problem.together),
        "apart": any(case.id in pair for pair in pairs),
        "seats": True,
        "limits": bool(case.uses),
        "minimum": any(journey.minimum for journey in problem.journeys),
        "escort": bool(case.escorts),
        "lines": True,
        "day_limits": True,
    }
    return (rule for rule, counts in asked.items() if counts)


def _of_filter(case: Case, name: str) -> tuple[str, ...]:
    ids = {
        "destination": case.destinations,
        "transit": case.no_transit,
        "transfer": (case.location,),
        "excluded": case.excluded,
    }
    return tuple(ids.get(name, ()))


def _concerned(problem: Problem, case: Case, rule: str, plan: Plan) -> tuple[str, ...]:
    """The ids at which the rule would be broken if the case were placed as in the plan that ignores it."""
    if rule == "together":
        return tuple(one for one in linked(problem, case.id) if one != case.id)
    if rule == "escort":
        return tuple(dict.fromkeys(need.role for need in case.escorts))
    if rule == "lines":
        borne = charges(problem, plan)
        payable = any("lines" not in broken_alone(problem, case, one) for one in suiting(problem, case))
        over = (one for one in problem.lines if one.ceiling is not None and borne[one.id] > one.ceiling)
        return tuple(one.id for one in over) if payable else ()
    ids = [id_ for one in breaches(problem, plan) if one.rule == rule for id_ in one.ids if id_ != case.id]
    if rule == "apart":
        ids = [id_ for id_ in ids if id_ in problem.cases_by_id]
    return tuple(dict.fromkeys(ids))


def _worded(case: Case, rule: str, ids: tuple[str, ...]) -> Reason:
    values = {
        "destinations": ", ".join(case.destinations) or "nowhere",
        "earliest": case.earliest,
        "latest": case.latest,
        "latest_arrival": case.latest_arrival,
        "max_connections": case.max_connections,
        "no_transit": ", ".join(case.no_transit),
        "location": case.location,
        "ids": ", ".join(ids) or "what it needs",
    }
    if rule == "lines" and not ids:
        return Reason(rule, ids, "No line that may be charged for it is open on its dates.")
    return Reason(rule, ids, TEXTS[rule].format(**values))
