"""The commands about what may go wrong with a plan."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from optimisation.command_line.arguments import needs_folder, problem_and_plan, whole
from optimisation.command_line.solving import FAILED, put
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


def _stress(options: argparse.Namespace) -> int:
    problem, plan = problem_and_plan(options)
    needs_folder(options.out)
    found = stress(problem, plan, draws_of(problem, options.runs, options.seed))
    return 0 if put(to_text(found), options.out) else FAILED
