"""`check` finds every single mutation of good plans."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from optimisation.format import plan, problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.format.strict import Malformed
from optimisation.judging.check import check
from tests.support.engine.tiny import honest, raw_plan, raw_problem

PROBLEMS = Path(__file__).parents[2] / "problems"
Json = dict[str, Any]


def wrong(asked: problem.Problem, answer: Json) -> bool:
    """Whether the mutated plan is refused, for its form or by a rule."""
    try:
        return bool(check(asked, read_plan(answer)))
    except Malformed:
        return True


def bent(answer: Json, name: str, change: Callable[[Json], object]) -> tuple[str, Json]:
    """A copy of the plan with one change."""
    other = copy.deepcopy(answer)
    change(other)
    return name, other


def mutations(answer: Json, asked: problem.Problem) -> Iterator[tuple[str, Json]]:
    """Plans that differ from this one in a single thing that makes them wrong."""
    for at in range(len(answer["placements"])):
        yield from of_placement(answer, at)
    for at in range(len(answer["missions"])):
        yield from of_mission(answer, at)
    yield from of_figures(answer)
    for journey in asked.journeys:
        if journey.id not in answer["charters"]:
            line = next(iter(asked.lines_by_id))
            named = {journey.id: line}
            yield bent(answer, f"charter {journey.id}", lambda p, named=named: p["charters"].update(named))
    for key in answer:
        yield bent(answer, f"without {key}", lambda p, key=key: p.pop(key))


def of_placement(answer: Json, at: int) -> Iterator[tuple[str, Json]]:
    """Mutations of one placed case."""
    one = answer["placements"][at]
    other = "group" if one["fare"] == "individual" else "individual"
    left = {"case": one["case"], "reasons": [], "would_fit_if": []}
    yield bent(answer, f"drop placement {at}", lambda p: p["placements"].pop(at))
    yield bent(answer, f"double placement {at}", lambda p: p["placements"].append(p["placements"][at]))
    yield bent(answer, f"also left {at}", lambda p: p["unplaced"].append(left))
    yield bent(answer, f"no line {at}", lambda p: p["placements"][at].update(lines={}))
    yield bent(answer, f"fare {at}", lambda p: p["placements"][at].update(fare=other))
    yield bent(answer, f"one more mission {at}", lambda p: p["placements"][at]["attended_by"].append("M0"))
    yield bent(answer, f"unknown line {at}", lambda p: p["placements"][at]["lines"].update(transport="nothing"))
    for key in ("case", "journey"):
        yield bent(answer, f"unknown {key} {at}", lambda p, key=key: p["placements"][at].update({key: "nothing"}))


def of_mission(answer: Json, at: int) -> Iterator[tuple[str, Json]]:
    """Mutations of one mission."""
    cost = answer["missions"][at]["cost"]
    yield bent(answer, f"drop mission {at}", lambda p: p["missions"].pop(at))
    yield bent(answer, f"double mission {at}", lambda p: p["missions"].append(p["missions"][at]))
    yield bent(answer, f"cost of mission {at}", lambda p: p["missions"][at].update(cost=cost + 1))
    yield bent(answer, f"nobody {at}", lambda p: p["missions"][at].update(attends=[]))
    yield bent(answer, f"no legs {at}", lambda p: p["missions"][at].update(legs=[]))
    for key in ("escort", "role", "line", "id"):
        yield bent(answer, f"unknown {key} {at}", lambda p, key=key: p["missions"][at].update({key: "nothing"}))


def of_figures(answer: Json) -> Iterator[tuple[str, Json]]:
    """Mutations of totals, bounds and status."""
    totals, bound = answer["totals"], answer["bound"]
    for line, charged in totals["by_line"].items():
        more = {line: charged + 1}
        yield bent(answer, f"total of {line}", lambda p, more=more: p["totals"]["by_line"].update(more))
        yield bent(answer, f"no total of {line}", lambda p, line=line: p["totals"]["by_line"].pop(line))
    yield bent(answer, "weight", lambda p: p["totals"].update(unplaced_weight=totals["unplaced_weight"] + 1))
    yield bent(answer, "cost", lambda p: p["totals"].update(cost=totals["cost"] - 1))
    yield bent(answer, "bound over cost", lambda p: p["bound"].update(cost=totals["cost"] + 1))
    yield bent(answer, "bound over weight", lambda p: p["bound"].update(unplaced_weight=totals["unplaced_weight"] + 1))
    yield bent(answer, "lower bound, same gap", lambda p: p["bound"].update(cost=bound["cost"] // 2 - 1))
    yield bent(answer, "gap", lambda p: p.update(gap=0.5))
    yield bent(answer, "gap null", lambda p: p.update(gap=None))
    yield bent(answer, "conflict", lambda p: p.update(conflict=[{"pins": ["x"], "rule": "seats", "text": ""}]))
    yield bent(answer, "infeasible", lambda p: p.update(status="infeasible"))
    yield bent(answer, "unknown", lambda p: p.update(status="unknown"))
    yield bent(answer, "version", lambda p: p.update(format="return-plan/2"))


def tiny() -> tuple[problem.Problem, Json]:
    """The tiny problem and its correct plan."""
    asked = read_problem(raw_problem())
    return asked, plan.to_json(honest(asked, read_plan(raw_plan())))


def example() -> tuple[problem.Problem, Json]:
    """The example with its best plan."""
    answer: Json = json.loads((PROBLEMS / "example.plan.json").read_bytes())
    return read_problem((PROBLEMS / "example.json").read_bytes()), answer


@pytest.mark.parametrize("pair", [tiny, example])
def test_it_finds_every_single_mutation(pair: Callable[[], tuple[problem.Problem, Json]]) -> None:
    """R73: every mutation is found, and the plan itself has no breach."""
    asked, answer = pair()
    assert check(asked, read_plan(answer)) == []
    found = list(mutations(answer, asked))
    assert len(found) >= 50
    assert [name for name, other in found if not wrong(asked, other)] == []
