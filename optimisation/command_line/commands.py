"""The command line: arguments in, exit code out, every mistake a sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from optimisation.command_line import uncertain
from optimisation.command_line.arguments import (
    Unreadable,
    above_zero,
    fraction,
    needs_folder,
    problem_and_plan,
    read,
    whole,
)
from optimisation.command_line.scenarios_file import scenarios_to_file
from optimisation.command_line.solving import solve_to_file
from optimisation.explaining.reasons import explain_one
from optimisation.format import plan
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging import diff
from optimisation.judging.check import check
from optimisation.overlays import read_overlays

MALFORMED = 2


def main(arguments: Sequence[str], started: float, cancelled: Sequence[float] = ()) -> int:
    """Run one command; `started` is when the process began, `cancelled` fills when it is asked to end (monotonic
    seconds).
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    options.started, options.cancelled = started, cancelled
    try:
        return int(options.run(options))
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return MALFORMED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m optimisation", description=__doc__)
    commands = parser.add_subparsers(
        required=True, metavar="solve | check | explain | scenarios | diff | stress | promise | waits"
    )
    solve = commands.add_parser("solve", help="find the best plan and prove it")
    solve.add_argument("problem", type=Path)
    solve.add_argument("--out", type=Path, required=True)
    solve.add_argument("--seconds", type=above_zero, default=60.0, help="limit for the whole process")
    solve.add_argument("--gap", type=fraction, default=0.0, help="stop when cost is proved this close to the least")
    solve.add_argument("--effort", type=above_zero, help="limit in repeatable units of work, about one a second")
    solve.add_argument("--seed", type=whole(0), default=0)
    solve.add_argument("--workers", type=whole(1), default=2)
    solve.add_argument("--robust", type=fraction, metavar="PERCENT", help="keep most people at so much more cost")
    solve.add_argument("--no-reasons", dest="reasons", action="store_false")
    solve.set_defaults(run=_solve)
    judge = commands.add_parser("check", help="judge a plan without any solver")
    judge.add_argument("problem", type=Path)
    judge.add_argument("plan", type=Path)
    judge.set_defaults(run=_check)
    explain = commands.add_parser("explain", help="why a case is left, and what would change that")
    explain.add_argument("problem", type=Path)
    explain.add_argument("plan", type=Path)
    explain.add_argument("case")
    explain.set_defaults(run=_explain)
    ask = commands.add_parser("scenarios", help="solve under several overlays, and price the last money of lines")
    ask.add_argument("problem", type=Path)
    ask.add_argument("overlays", type=Path)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--plan", type=Path, help="a plan of the problem to start from")
    ask.add_argument("--seconds", type=above_zero, default=60.0)
    ask.add_argument("--seed", type=whole(0), default=0)
    ask.add_argument("--workers", type=whole(1), default=2)
    ask.set_defaults(run=_scenarios)
    compare = commands.add_parser("diff", help="what changed for whom between two plans")
    compare.add_argument("old", type=Path)
    compare.add_argument("new", type=Path)
    compare.set_defaults(run=_diff)
    uncertain.add_commands(commands)
    return parser


def _solve(options: argparse.Namespace) -> int:
    found = read(options.problem, read_problem)
    needs_folder(options.out)
    return solve_to_file(found, options)


def _check(options: argparse.Namespace) -> int:
    asked = read(options.problem, read_problem)
    try:
        answer = read(options.plan, read_plan)
    except Unreadable as error:
        sys.stdout.write(f"{error}\n")
        return 1
    found = check(asked, answer)
    sys.stdout.writelines(f"{one}\n" for one in found)
    return 1 if found else 0


def _explain(options: argparse.Namespace) -> int:
    asked, answer = problem_and_plan(options)
    if options.case not in asked.cases_by_id:
        raise Unreadable(f"{options.case}: there is no such case in the problem")
    for one in answer.placements:
        if one.case == options.case:
            sys.stdout.write(f"{one.case} is placed on {one.journey}.\n")
    for left in answer.unplaced:
        if left.case == options.case:
            sys.stdout.writelines(_explained(left if left.reasons else explain_one(asked, answer, left.case)))
    return 0


def _explained(left: plan.Unplaced) -> list[str]:
    reasons = [f"{one.rule} ({', '.join(one.ids)}): {one.text}\n" for one in left.reasons]
    for one in left.would_fit_if:
        when = f" on {one.on.isoformat()}" if one.on else ""
        reasons.append(f"would fit if: {one.change} {one.id}{when} by {one.by}\n")
    return reasons or [f"{left.case} is left; the plan holds no reasons.\n"]


def _scenarios(options: argparse.Namespace) -> int:
    asked = read(options.problem, read_problem)
    wanted = read(options.overlays, lambda text: read_overlays(text, asked))
    start = read(options.plan, read_plan) if options.plan else None
    if start is not None and check(asked, start):
        raise Unreadable(f"{options.plan}: not a plan of this problem; see `check`")
    needs_folder(options.out)
    return scenarios_to_file(asked, wanted, start, options)


def _diff(options: argparse.Namespace) -> int:
    old, new = read(options.old, read_plan), read(options.new, read_plan)
    sys.stdout.writelines(f"{one}\n" for one in diff.changes(old, new))
    return 0
