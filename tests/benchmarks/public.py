"""Academic problems: the project's own puzzles, or a folder of converted ones with published values in its README."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.solve import solve
from tests.benchmarks.puzzles import Puzzle, all_of

Row = dict[str, object]
SECONDS = 60.0
_LINE = re.compile(r"^\|\s*`(?P<file>[^`]+\.json)`\s*\|[^|]*\|\s*(?P<value>\d+)\s*\|(?P<where>[^|]*)\|")


@dataclass(frozen=True)
class Published:
    """A problem with its best known value and its measure: the cost, or the sum of priorities `placed`."""

    name: str
    problem: Problem
    best: int | None
    measure: str


def of_folder(folder: Path) -> Iterator[Published]:
    """Problems from a table in the folder's README.md with file, kind, published value and source."""
    for line in (folder / "README.md").read_text(encoding="utf-8").splitlines():
        found = _LINE.match(line)
        if found:
            measure = "placed" if "priority" in found["where"] else "cost"
            asked = read_problem((folder / found["file"]).read_bytes())
            yield Published(found["file"].removesuffix(".json"), asked, int(found["value"]), measure)


def of_puzzles(size: str) -> Iterator[Published]:
    """The project's own puzzles of one size."""
    for one in all_of(size):
        yield _read(one)


def _read(one: Puzzle) -> Published:
    return Published(one.name, read_problem(json.dumps(one.raw)), one.best, one.measure)


def measured(rows: Iterable[Published], seconds: float = SECONDS) -> list[Row]:
    """One row for each problem: the best known value, the value found, the difference, the proved bound, seconds."""
    return [_measured(one, seconds) for one in rows]


def _measured(one: Published, seconds: float) -> Row:
    began = time.monotonic()
    plan = solve(one.problem, seconds=seconds, reasons=False)
    took = time.monotonic() - began
    assert not check(one.problem, plan)
    value, bound = value_of(one, plan)
    known = one.best if one.best is not None else bound
    return {
        "problem": one.name, "best_known": one.best, "ours": value, "proved_bound": bound,
        "off": round(abs(value - known) / max(1, abs(known)), 5), "status": plan.status,
        "unplaced": plan.totals.unplaced_weight if one.measure == "cost" else None, "seconds": round(took, 1),
    }  # fmt: skip


def value_of(one: Published, plan: Plan) -> tuple[int, int]:
    """The plan's value and its bound, in the terms of the publication."""
    if one.measure == "cost":
        return plan.totals.cost, plan.bound.cost
    everybody = sum(case.weight for case in one.problem.cases)
    return everybody - plan.totals.unplaced_weight, everybody - plan.bound.unplaced_weight
