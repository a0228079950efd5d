"""Tight years of every variant: our plan beside the greedy one with which it starts, in a table, the worst first."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence

from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.greedy.first_plans import first_plans
from optimisation.judging.check import check
from optimisation.search import Search
from optimisation.solve import solve
from tests.benchmarks.tight_years import VARIANTS, tight_year

Row = dict[str, object]
SEEDS = (2,)  # tuned on odd seeds, reported on even ones
HEAD = "variant               seed   left proved  greedy   above bound   greedy s      s   load"


def family(people: int, seconds: float, seeds: Sequence[int], variants: Sequence[str]) -> list[Row]:
    """One row for each variant and seed, the worst first: weight above the proved bound, then cost above its bound."""
    rows = [_row(variant, seed, people, seconds) for seed in seeds for variant in variants or VARIANTS]
    rows.sort(key=_badness)
    sys.stdout.write("\n".join([HEAD, *map(_line, rows)]) + "\n")
    return rows


def _row(variant: str, seed: int, people: int, seconds: float) -> Row:
    problem = read_problem(json.dumps(tight_year(variant, seed, people)))
    weight, cost, took = _greedy(problem)
    began = time.monotonic()
    plan = solve(problem, seconds=seconds, gap=0.003, reasons=False)
    found = check(problem, plan)
    assert not found, found[:3]
    level = plan.totals.unplaced_weight, plan.totals.cost
    assert level <= (weight, cost), "worse than the greedy that it starts from"
    return {
        "problem": variant, "seed": seed, "people": people, "asked_s": seconds, "weight": level[0], "cost": level[1],
        "weight_bound": plan.bound.unplaced_weight, "cost_bound": plan.bound.cost, "gap": plan.gap,
        "greedy_weight": weight, "greedy_cost": cost, "greedy_s": round(took, 2),
        "seconds": round(time.monotonic() - began, 2), "load_now": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _greedy(problem: Problem) -> tuple[int, int, float]:
    search, began = Search(problem), time.process_time()
    for plan in first_plans(problem):
        search.offer(plan)
    assert search.best is not None  # without pins, leaving everybody is a valid plan
    return search.best.totals.unplaced_weight, search.best.totals.cost, time.process_time() - began


def _badness(row: Row) -> tuple[float, float]:
    weight, bound, gap = row["weight"], row["weight_bound"], row["gap"]
    assert isinstance(weight, int)
    assert isinstance(bound, int)
    return (bound - weight) / max(1, weight), -gap if isinstance(gap, float) else -1.0


def _line(row: Row) -> str:
    gap = "-" if row["gap"] is None else f"{100 * float(str(row['gap'])):.2f} %"
    return (
        f"{row['problem']!s:<20} {row['seed']!s:>5} {row['weight']!s:>6} {row['weight_bound']!s:>6}"
        f" {row['greedy_weight']!s:>7} {gap:>13} {row['greedy_s']!s:>10} {row['seconds']!s:>6} {row['load_now']!s:>6}"
    )
