"""How a plan fares when papers, people, escorts and flights fail: means over many runs, and what the plan rests on.

The share of a case counts only cases that the plan places. Means are exact fractions, rounded half to even.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from optimisation.format.plan import Plan
from optimisation.format.problem import Problem
from optimisation.uncertainty.draws import Draws
from optimisation.uncertainty.replay import CAUSES, replay
from optimisation.uncertainty.single_failures import Support, rests_on

FORMAT = "return-stress/1"
PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Stress:
    """Means over the runs: people placed, people who leave as planned, people who stay behind by cause, fares added
    (minor units), missions taken over; for each placed case the share of runs in which it left.
    """

    runs: int
    seed: int
    planned: Decimal
    kept: Decimal
    by_cause: dict[str, Decimal]
    fare_added: Decimal
    substitutes: Decimal
    cases: dict[str, Decimal]
    rests_on: tuple[Support, ...] = ()


def draws_of(problem: Problem, runs: int, seed: int) -> Draws:
    """The failures that the seed draws for the problem; used again and again, they are computed only once."""
    return Draws(runs, seed, {one.id: one.absence for one in problem.escorts})


def stress(problem: Problem, plan: Plan, draws: Draws, supports: bool = True) -> Stress:
    """Replay a plan that keeps every rule; `supports` False leaves out what it rests on."""
    lived, runs = replay(problem, plan, draws), draws.runs
    persons = {case: problem.cases_by_id[case].persons for case in lived.why}
    lost = dict.fromkeys(CAUSES, 0)
    for case, why in lived.why.items():
        for cause, when in why.items():
            lost[cause] += persons[case] * when.bit_count()
    planned = sum(persons.values())
    return Stress(
        runs=runs,
        seed=draws.seed,
        planned=_mean(planned * runs, runs),
        kept=_mean(planned * runs - sum(lost.values()), runs),
        by_cause={cause: _mean(people, runs) for cause, people in lost.items()},
        fare_added=_mean(lived.fare_added, runs),
        substitutes=_mean(lived.substituted, runs),
        cases={case: _mean(runs - lived.behind(case).bit_count(), runs) for case in lived.why},
        rests_on=tuple(rests_on(problem, plan)) if supports else (),
    )


def _mean(total: int, runs: int) -> Decimal:
    return (Decimal(total) / runs).quantize(PLACES)


def to_text(found: Stress) -> str:
    """The text of a stress file; every mean is written with six decimal places."""
    value = {
        "format": FORMAT,
        "runs": found.runs,
        "seed": found.seed,
        "planned": found.planned,
        "kept": found.kept,
        "by_cause": found.by_cause,
        "fare_added": found.fare_added,
        "substitutes": found.substitutes,
        "cases": found.cases,
        "rests_on": [{"kind": one.kind, "id": one.id, "people": one.people} for one in found.rests_on],
    }
    return "".join(_written(value, "\n")) + "\n"


def _written(value: Any, line: str) -> Iterator[str]:
    """JSON like that of `json.dumps(…, indent=1)`, which cannot write decimals with a fixed number of places."""
    if isinstance(value, dict | list) and value:
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        rows = value.items() if isinstance(value, dict) else [("", one) for one in value]
        for at, (key, inner) in enumerate(rows):
            name = f"{json.dumps(key)}: " if isinstance(value, dict) else ""
            yield f"{',' if at else opening}{line} {name}"
            yield from _written(inner, f"{line} ")
        yield f"{line}{closing}"
    else:
        yield f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)
