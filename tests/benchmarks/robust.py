"""How many broken promises robust plans save, by surge seed: `python -m tests.benchmarks.robust 2 4 [--seconds 60]`."""

from __future__ import annotations

import argparse
import os
from decimal import Decimal

from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.search import Search
from optimisation.solve import solve
from optimisation.uncertainty import robust
from optimisation.uncertainty.stress import draws_of, stress
from tests.benchmarks.generate import generate
from tests.benchmarks.lead_times import with_chances

RUNS, SEED = 500, 31  # different from the runs used inside `robust`
PER_CENT = 2.0


def measured(problem: Problem, seconds: float) -> dict[str, float]:
    """Broken promises (people, without no-shows) of the plain and the robust plan, and the extra cost of the latter.

    Both plans had the same time.
    """
    plain, search = solve(problem, seconds=seconds, reasons=False), Search(problem, seconds)
    safe, draws = robust.robust(search, PER_CENT, reasons=False), draws_of(problem, RUNS, SEED)
    assert not check(problem, safe)
    broken = [_broken(problem, plan, draws) for plan in (plain, safe)]
    return {
        "left": plain.totals.unplaced_weight,
        "more_left": safe.totals.unplaced_weight - plain.totals.unplaced_weight,
        "plain": float(broken[0]),
        "robust": float(broken[1]),
        "saved": round(float(1 - broken[1] / broken[0]), 3),
        "cost": round(safe.totals.cost / plain.totals.cost - 1, 4),
        "seconds": round(search.elapsed(), 1),
    }


def _broken(problem: Problem, plan: robust.Plan, draws: robust.Draws) -> Decimal:
    found = stress(problem, plan, draws, supports=False)
    return found.planned - found.kept - found.by_cause["no_show"]


def main() -> None:
    """Print one line for each seed, then the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    rows = []
    for seed in options.seeds:
        rows.append(measured(read_problem(with_chances(generate("surge", seed), seed)), options.seconds))
        print(seed, rows[-1], f"load {os.getloadavg()[0]:.1f}", flush=True)  # noqa: T201
    means = {key: round(sum(row[key] for row in rows) / len(rows), 4) for key in ("saved", "cost")}
    print("mean", means)  # noqa: T201


if __name__ == "__main__":
    main()
