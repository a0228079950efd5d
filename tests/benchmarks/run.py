"""The engine beside its rivals: `python -m tests.benchmarks.run --quick`, or `--part surge`; one results file."""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.judging.judge import best_journeys, verdict
from optimisation.solve import solve
from tests.benchmarks import generate, public, rivals
from tests.benchmarks.explaining import explained
from tests.benchmarks.family import SEEDS, family
from tests.benchmarks.memory import Together
from tests.benchmarks.tight_years import VARIANTS
from tests.benchmarks.weekly import week_by_week

RESULTS = Path(__file__).resolve().parent / "results.jsonl"
Row = dict[str, object]
RIVALS: dict[str, Callable[[Problem, float], rivals.Result]] = {
    "greedy": rivals.greedy, "highs": rivals.highs, "cp-sat": rivals.cp_sat,
}  # fmt: skip


def ours(problem: Problem, seconds: float, gap: float = 0.0, reasons: bool = False) -> tuple[rivals.Result, Plan]:
    """The engine's plan, checked, with its figures."""
    began = time.monotonic()
    plan = solve(problem, seconds=seconds, gap=gap, reasons=reasons)
    found = check(problem, plan)
    assert not found, found[:3]
    return rivals.of_plan("ours", plan, time.monotonic() - began), plan


def compared(name: str, seed: int, seconds: float, against: list[str], gap: float = 0.0) -> list[Row]:
    """One generated problem: the engine first, then the rivals with the same number of seconds (60 at most)."""
    problem = read_problem(json.dumps(generate.generate(name, seed)))
    mine, _ = ours(problem, seconds, gap)
    rows = [row(name, seed, mine, mine)]
    for rival in against:
        rows.append(row(name, seed, RIVALS[rival](problem, min(60.0, seconds)), mine))
    return rows


def row(name: str, seed: int, one: rivals.Result, mine: rivals.Result) -> Row:
    """One row of the results: the figures, and their ratios to the engine's."""
    ours_is = "better" if one.level > mine.level else "equal" if one.level == mine.level else "worse"
    return {
        "problem": name, "seed": seed, **asdict(one), "gap": one.gap, "seconds": round(one.seconds, 2),
        "cost_to_ours": round(one.cost / max(1, mine.cost), 4) if one.weight == mine.weight else None,
        "weight_over_ours": one.weight - mine.weight, "ours_is": ours_is,
    }  # fmt: skip


def replanned(seed: int, seconds: float) -> list[Row]:
    """Plan, promise the plan, cancel a leg it uses, plan again: only those who must move do."""
    raw = generate.generate("replan", seed)
    problem = read_problem(json.dumps(raw))
    _, plan = ours(problem, seconds, 0.002)
    confirmed = generate.promised(raw, plan.journeys_of)
    again = read_problem(json.dumps(confirmed))
    leg = next(leg for one in plan.placements for leg in again.journeys_by_id[one.journey].legs)
    began = time.monotonic()
    result, new = ours(read_problem(json.dumps(generate.cancelled(confirmed, leg))), seconds)
    lost = {one.case for one in plan.placements if leg in again.journeys_by_id[one.journey].legs}
    moved = {one.case for one in new.placements if plan.journeys_of.get(one.case) != one.journey}
    return [
        row("replan", seed, result, result)
        | {"seconds": round(time.monotonic() - began, 2), "lost": len(lost), "moved_besides": len(moved - lost)},
        *_moves(again, plan, seed),
    ]


def _moves(problem: Problem, plan: Plan, seed: int) -> list[Row]:
    """Time a verdict on one move, and the five best journeys of one case, against the confirmed plan."""
    case = plan.placements[len(plan.placements) // 2]
    began = time.monotonic()
    verdict(problem, plan, case.case, None)
    judged = time.monotonic()
    best_journeys(problem, plan, case.case)
    ended = time.monotonic()
    return [
        {"problem": "verdict", "seed": seed, "seconds": round(judged - began, 4)},
        {"problem": "five best journeys", "seed": seed, "seconds": round(ended - judged, 4)},
    ]


def weekly(seed: int, seconds: float) -> list[Row]:
    """A year planned week by week beside the same year planned with hindsight: weighted people placed, and cost."""
    raw = generate.generate("year", seed)
    problem = read_problem(json.dumps(raw))
    hindsight, _ = ours(problem, seconds, 0.002)
    began = time.monotonic()
    plan = week_by_week(raw, generate.generate("year", seed + 1), seed, 10.0)
    took = time.monotonic() - began
    everybody = sum(case.weight for case in problem.cases)
    best = everybody - hindsight.weight_bound
    return [
        row("year", seed, hindsight, hindsight),
        row("year", seed, rivals.of_plan("week by week", plan, took), hindsight)
        | {
            "people_to_hindsight": round((everybody - plan.totals.unplaced_weight) / best, 4),
            "cost_to_hindsight": round(plan.totals.cost / hindsight.cost, 4),
        },
    ]


PARTS: dict[str, Callable[[], list[Row]]] = {
    "batch": lambda: [row for seed in range(3) for row in compared("batch", seed, 20, ["greedy", "highs", "cp-sat"])],
    "surge": lambda: [row for seed in range(2) for row in compared("surge", seed, 30, ["greedy", "highs", "cp-sat"])],
    "surge8": lambda: compared("surge", 0, 8, ["greedy", "highs"]),
    "replan": lambda: replanned(0, 30),
    "reasons": lambda: [explained("surge", seed) for seed in range(2)],
    "weekly": lambda: weekly(0, 120),
    "record": lambda: compared("record", 0, 60, ["greedy", "highs", "cp-sat"], 0.01),
    "record10": lambda: compared("record", 0, 600, [], 0.003),
    "scarce": lambda: compared("scarce", 0, 60, ["greedy", "highs", "cp-sat"]),
    "public-small": lambda: public.measured(public.of_puzzles("small"), 30),
    "public-middle": lambda: public.measured(public.of_puzzles("middle")),
    "public-large": lambda: public.measured(public.of_puzzles("large")),
    "growth2": lambda: compared("growth2", 0, 240, [], 0.02),
    "growth5": lambda: compared("growth5", 0, 600, [], 0.02),
    "growth10": lambda: compared("growth10", 0, 1200, [], 0.02),
    "family": lambda: family(2420, 60.0, SEEDS, ()),
}
QUICK = ("batch", "surge8", "replan", "reasons", "record")


def measured(name: str) -> list[Row]:
    """The rows of one part with date, load and memory: of the largest process and of all together (rivals included)."""
    memory = Together()
    memory.start()
    rows = PARTS[name]()
    together = memory.stop()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    when = datetime.now(UTC).isoformat(timespec="seconds")
    facts = {"part": name, "when": when, "load": round(os.getloadavg()[0], 1), "peak_mb": peak, "together_mb": together}
    return [{**facts, **one} for one in rows]


def main() -> None:
    """Run the requested parts and append their rows to the results file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under ten minutes")
    parser.add_argument("--part", choices=PARTS, action="append", default=[])
    parser.add_argument("--people", type=int, default=2420, help="of each tight year in the part `family`")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each of them")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS), help="of each of them")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=[], help="only these of them")
    parser.add_argument("--folder", type=Path, help="academic problems whose README.md lists the published values")
    asked = parser.parse_args()
    PARTS["family"] = lambda: family(asked.people, asked.seconds, asked.seeds, asked.variants)
    if asked.folder:
        PARTS["folder"] = lambda: public.measured(public.of_folder(asked.folder))
        asked.part.append("folder")
    for name in asked.part or (QUICK if asked.quick else tuple(PARTS)):
        with RESULTS.open("a", encoding="utf-8") as file:
            for one in measured(name):
                text = json.dumps(one)
                file.write(text + "\n")
                sys.stdout.write(text + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
