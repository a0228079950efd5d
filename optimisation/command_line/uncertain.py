"""The commands about what may go wrong with a plan, what a promise costs, and who waits how long."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from optimisation.command_line.arguments import Unreadable, needs_folder, problem_and_plan, whole
from optimisation.command_line.solving import FAILED, put
from optimisation.explaining.dates import Offer, best_dates
from optimisation.judging.waiting import Waiting, waiting
from optimisation.processes.solver_process import SolverProcess
from optimisation.uncertainty.stress import draws_of, stress, to_text

RUNS = 200


def add_commands(commands: Any) -> None:
    """Add the commands to the subparsers of the command line."""
    ask = commands.add_parser("stress", help="replay a plan with papers, people, escorts and flights that fail")
    ask.add_argument("problem", type=Path)
    ask.add_argument("plan", type=Path)
    ask.add_argument("--runs", type=whole(1), default=RUNS)
    ask.add_argument("--seed", type=whole(0), default=0)
    ask.add_argument("--out", type=Path, required=True)
    ask.set_defaults(run=_stress)
    promise = commands.add_parser("promise", help="the best dates for a case, and what they cost the others")
    promise.add_argument("problem", type=Path)
    promise.add_argument("plan", type=Path)
    promise.add_argument("case")
    promise.add_argument("--dates", type=whole(1), default=3)
    promise.set_defaults(run=_promise)
    waits = commands.add_parser("waits", help="how long people wait, by destination, facility and need, and why")
    waits.add_argument("problem", type=Path)
    waits.add_argument("plan", type=Path)
    waits.set_defaults(run=_waits)


def _stress(options: argparse.Namespace) -> int:
    problem, plan = problem_and_plan(options)
    needs_folder(options.out)
    found = stress(problem, plan, draws_of(problem, options.runs, options.seed))
    return 0 if put(to_text(found), options.out) else FAILED


def _promise(options: argparse.Namespace) -> int:
    with SolverProcess() as solver:  # started first, because it takes as long to start as the files take to read
        problem, plan = problem_and_plan(options)
        if options.case not in problem.cases_by_id:
            raise Unreadable(f"{options.case}: there is no such case in the problem")
        if plan.status in ("infeasible", "unknown"):
            raise Unreadable(f"{options.plan}: the plan is {plan.status}, so that nothing can be promised beside it")
        found = best_dates(problem, plan, options.case, options.dates, solver=solver)
    answer = {"case": options.case, "dates": [_offer(one) for one in found]}
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")
    return 0


def _offer(one: Offer) -> dict[str, Any]:
    return {
        "date": one.on.isoformat(),
        "journey": one.journey,
        "weight": one.weight,
        "cost": one.cost,
        "own_cost": one.own_cost,
        "moves": [{"case": move.case, "from": move.before, "to": move.after} for move in one.moves],
        "proved": one.proved,
    }


def _waits(options: argparse.Namespace) -> int:
    problem, plan = problem_and_plan(options)
    rows = [_waiting(one) for one in waiting(problem, plan)]
    sys.stdout.write(json.dumps({"groups": rows}, indent=1) + "\n")
    return 0


def _waiting(one: Waiting) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "group": one.group,
        "people": one.people,
        "days": one.days,
        "mean": round(one.mean, 2),
        "by_cause": one.by_cause,
    }
