"""Pins that conflict are named exactly, with the rule between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from optimisation.judging.check import check
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.search import Search
from tests.optimisation.rules.test_rules import LONG, both, put
from tests.support.engine.tiny import Bend, bent


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    """One solver process for the whole module."""
    with SolverProcess() as one:
        yield one


def pin(first: str | None, second: str | None) -> Bend:
    """Pins of C1 and C2."""
    return both(put("cases.0.pinned", first), put("cases.1.pinned", second))


def fly(*legs: str, role: str = "nurse") -> Bend:
    """A pinned mission of E1."""
    return put("missions_pinned", [{"escort": "E1", "role": role, "legs": list(legs)}])


PLANTED: list[tuple[Bend, tuple[str | int, ...], str]] = [
    (both(pin("J", "J"), put("legs.0.seats", 3)), ("C1", "C2"), "seats"),
    (both(pin("J", "J"), put("journeys.0.seats", 2)), ("C1", "C2"), "seats"),
    (both(pin("J", "G"), put("apart", [["C1", "C2"]])), ("C1", "C2"), "apart"),
    (both(pin("J", "J"), put("apart_days", [["C1", "C2"]])), ("C1", "C2"), "apart"),
    (both(pin("J", "K"), put("together", [["C1", "C2"]]), LONG), ("C1", "C2"), "together"),
    (both(pin("J", "J"), put("cases.1.uses", {"WCHC": 1})), ("C1", "C2"), "limits"),
    (both(pin("J", "J"), put("day_limits.persons", 3)), ("C1", "C2"), "day_limits"),
    (both(pin("J", "J"), put("day_limits.by_location.North", 1)), ("C1", "C2"), "day_limits"),
    (both(pin("J", "J"), put("lines.0.ceiling", 473), put("lines.1.ceiling", 40)), ("C1", "C2"), "lines"),
    (both(pin("J", None), put("lines.0.ceiling", 361), put("lines.1.ceiling", 39)), ("C1",), "lines"),
    (both(pin("J", "K"), put("cases.0.latest", "2026-12-02")), ("C1",), "dates"),
    (both(pin("J", "K"), put("cases.0.no_transit", ["IST"])), ("C1",), "transit"),
    (both(pin("J", "K"), put("escorts.0.available", [])), ("C1",), "escort"),
    (both(pin("J", "J"), put("journeys.0.minimum", 4)), ("C1",), "minimum"),
    (both(pin("J", "J"), fly("D", role="social"), LONG), ("C1", 0), "roster"),
    (both(pin(None, "J"), fly("D"), LONG, put("escorts.0.barred", ["UBN"])), (0,), "mission"),
    (both(pin(None, "J"), fly("B")), (0,), "mission"),
    (both(pin(None, "J"), fly("A", "B"), put("escorts.0.roles", ["social"])), (0,), "mission"),
    (both(pin(None, "J"), fly("A", "B"), put("lines.0.covers", ["transport"])), (0,), "lines"),
    (both(pin(None, "J"), fly("A", "B"), put("escorts.0.max_missions", 0)), (0,), "roster"),
]


@pytest.mark.parametrize(("bend", "pins", "rule"), PLANTED, ids=[f"{n}-{one[2]}" for n, one in enumerate(PLANTED)])
def test_it_names_exactly_the_planted_pins(
    bend: Bend, pins: tuple[str | int, ...], rule: str, solver: SolverProcess
) -> None:
    """R72: none of them can be dropped, and no other is named."""
    asked, _ = bent(bend)
    search = Search(asked)
    answer = search.plan(levels.run(search, solver))
    assert answer.status == "infeasible"
    assert pins in [one.pins for one in answer.conflict]
    assert rule in [one.rule for one in answer.conflict if one.pins == pins]
    assert check(asked, answer) == []
