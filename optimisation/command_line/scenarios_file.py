"""`scenarios` as a process: progress on stderr, signals keep what was found, one JSON file at the end."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from typing import Any

from optimisation.command_line.solving import FAILED, ProgressLines, put
from optimisation.format.plan import Plan, to_json
from optimisation.format.problem import Problem
from optimisation.overlays import FORMAT, Asked, Overlay
from optimisation.scenarios import Effect, LastUnit, Outcome, last_unit, scenarios, taken

OVERLAYS_SHARE = 0.6  # of the time, when lines are to be priced too
SPARE = 0.5


def scenarios_to_file(problem: Problem, asked: Asked, start: Plan | None, options: argparse.Namespace) -> int:
    """Solve the scenarios, then price the lines, within the seconds; 0, or 1 when the file cannot be written."""
    ends = options.started + options.seconds - SPARE
    progress_lines, settings = ProgressLines(), {"seed": options.seed, "workers": options.workers}

    def over() -> bool:
        return bool(options.cancelled) or time.monotonic() > ends

    def told(name: str, progress: Any) -> None:
        progress_lines(progress, told=name)

    overlays = asked.overlays or (Overlay("as it is"),)
    share = OVERLAYS_SHARE if asked.lines else 1.0
    left = max(0.1, ends - time.monotonic())
    found = scenarios(problem, overlays, share * left, on_progress=told, start=start, stop=over, **settings)
    priced: list[LastUnit] = []
    plan = start or next((one.plan for one in found if one.problem == problem and one.plan.placements), None)
    for at, line in enumerate(asked.lines):
        if plan is not None and not over():
            seconds = (ends - time.monotonic()) / (len(asked.lines) - at)
            priced.append(last_unit(problem, plan, line, asked.step, seconds, stop=over, **settings))
            sys.stderr.write(f"priced {line}\n")
    text = json.dumps(answer(problem, found, priced), indent=1, allow_nan=False) + "\n"
    return 0 if put(text, options.out) else FAILED


def answer(problem: Problem, outcomes: list[Outcome], lines: list[LastUnit]) -> dict[str, Any]:
    """Outcomes and prices as plain JSON values; a plan that keeps every rule without its overlay is given with its
    figures there.
    """
    return {
        "format": FORMAT,
        "outcomes": [_outcome(problem, one) for one in outcomes],
        "lines": [
            {"line": one.line, "step": one.step, "more": _effect(one.more), "less": _effect(one.less)} for one in lines
        ],
    }


def _outcome(problem: Problem, one: Outcome) -> dict[str, Any]:
    return {
        "overlay": asdict(one.overlay),
        "status": one.plan.status,
        "figures": asdict(one.figures),
        "moved": list(one.moved),
        "stands": one.stands,
        "plan": to_json(taken(problem, one) if one.stands else one.plan),
    }


def _effect(one: Effect | None) -> dict[str, Any] | None:
    if one is None:
        return None
    keys = ("ceiling", "weight", "cost", "placed", "left", "proved")
    return {key: getattr(one, key) for key in keys}
