"""Reasons follow the contract's order, and each suggested change is the smallest one that places the case."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from optimisation.explaining import probe, reasons
from optimisation.explaining.changes import changed
from optimisation.format import plan, problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.judging.judge import linked
from optimisation.processes.solver_process import SolverProcess
from optimisation.reference import levels
from optimisation.search import Search
from optimisation.solve import solve
from tests.benchmarks import generate
from tests.optimisation.rules.test_rules import LONG, both, put
from tests.support.engine import brute_force
from tests.support.engine.random_problems import random_problem
from tests.support.engine.tiny import Bend, bent


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    """One solver process for the whole module."""
    with SolverProcess() as one:
        yield one


def explained(asked: problem.Problem, solver: SolverProcess) -> plan.Plan:
    """The best plan, with all reasons and changes for the cases that are left."""
    search = Search(asked)
    search.answer = search.plan(levels.run(search, solver))
    reasons.explain(search, solver)
    return search.answer


NO_K = put("cases.0.excluded", ["K"])
FULL = both(NO_K, put("cases.0.priority", 1), put("cases.1.priority", 9), put("cases.1.excluded", ["K"]))

# the change of the tiny problem, the reason for C1, one of the smallest changes that help
WHY: list[tuple[Bend, str, tuple[str, str, int] | None]] = [
    (put("cases.0.destinations", ["TBS"]), "destination", None),
    (put("cases.0.latest", "2026-12-02"), "dates", ("latest", "C1", 1)),
    (
        both(LONG, put("cases.0.earliest", "2026-12-05"), put("cases.0.latest", "2026-12-05")),
        "dates",
        ("latest", "C1", 1),
    ),
    (put("cases.0.latest_arrival", "2026-12-02"), "arrival", ("latest", "C1", 2)),
    (
        both(LONG, put("cases.0.max_connections", 0), put("cases.0.latest", "2026-12-05")),
        "connections",
        ("latest", "C1", 1),
    ),
    (
        both(LONG, put("cases.0.no_transit", ["IST"]), put("cases.0.latest", "2026-12-05")),
        "transit",
        ("latest", "C1", 1),
    ),
    (put("transfers.North", {"VIE": 1}), "transfer", None),
    (put("cases.0.excluded", ["J", "G", "K"]), "excluded", None),
    (both(FULL, put("apart", [["C1", "C2"]])), "apart", None),
    (both(FULL, put("legs.0.seats", 3)), "seats", ("seats", "A", 1)),
    (both(NO_K, put("legs.1.limits.WCHC", 0)), "limits", ("limit", "B/WCHC", 1)),
    (both(NO_K, put("cases.0.excluded", ["K", "G"]), put("journeys.0.minimum", 4)), "minimum", None),
    (put("escorts.0.gender", "M"), "escort", ("escort", "nurse", 1)),
    (put("escorts.0.available", []), "escort", ("escort", "nurse", 1)),
    (
        both(put("cases.0.excluded", ["K", "G"]), put("lines.0.ceiling", 221), put("cases.0.lines.transport", ["T"])),
        "lines",
        ("line", "T", 141),
    ),
    (both(NO_K, put("lines.0.ceiling", 139)), "escort", ("line", "T", 1)),
    (put("cases.0.lines.transport", []), "lines", None),
    (both(FULL, put("day_limits.persons", 3)), "day_limits", ("day_limit", "2026-12-03/persons", 1)),
    (
        both(NO_K, put("day_limits.on", {"2026-12-03": {"by_location": {"North": 0}}})),
        "day_limits",
        ("day_limit", "2026-12-03/by_location/North", 1),
    ),
    (put("cases.0.priority", 0), "cost", None),
    (both(FULL, put("legs.0.seats", 3), put("day_limits.persons", 3)), "outranked", None),
]


@pytest.mark.parametrize(("bend", "rule", "change"), WHY, ids=[f"{at}-{one[1]}" for at, one in enumerate(WHY)])
def test_it_names_the_rule_that_stands_in_the_way(
    bend: Bend, rule: str, change: tuple[str, str, int] | None, solver: SolverProcess
) -> None:
    """C1 gets one reason as a sentence, and the change that helps if there is one."""
    asked, _ = bent(bend)
    answer = explained(asked, solver)
    assert check(asked, answer) == []
    left = next(one for one in answer.unplaced if one.case == "C1")
    assert [one.rule for one in left.reasons] == [rule]
    assert left.reasons[0].text.endswith(".")
    if change is not None:
        assert change in [(one.change, one.id, one.by) for one in left.would_fit_if]


def placeable(asked: problem.Problem, cases: set[str]) -> bool:
    """Whether any plan places all of these cases, found by trying everything."""
    return any(
        cases <= set(bare.journeys_of)
        and any(True for whole in brute_force.missions(asked, bare) for _ in brute_force.charged(asked, whole))
        for bare in brute_force.placements(asked)
    )


@pytest.mark.parametrize("seed", sorted({*range(300, 345)} - {307, 320, 324, 326, 327, 330, 331, 333, 343}))
def test_it_names_only_changes_that_help_and_none_that_could_be_smaller(seed: int, solver: SolverProcess) -> None:
    """Brute force agrees: with the suggested change all cases can be placed, and with one unit less they cannot."""
    asked = read_problem(json.dumps(random_problem(seed)))
    assert not asked.missions_pinned and not any(case.pinned for case in asked.cases), "choose a seed without pins"
    answer = explained(asked, solver)
    assert all(one.reasons for one in answer.unplaced)
    placed = set(answer.journeys_of)
    for left in answer.unplaced:
        wanted = placed.union(linked(asked, left.case))
        assert placeable(asked, wanted) == (left.reasons[0].rule in ("cost", "not_searched"))
        for change in left.would_fit_if:
            if change.change != "escort":
                assert placeable(changed(asked, change), wanted)
                less = replace(change, by=change.by - 1)
                assert not placeable(changed(asked, less), wanted)


@pytest.fixture(scope="module")
def surge() -> tuple[problem.Problem, plan.Plan]:
    """A problem of three hundred people, planned without reasons."""
    asked = read_problem(json.dumps(generate.generate("surge", 1)))
    return asked, solve(asked, seconds=20.0, gap=0.001, reasons=False)


def test_of_large_problems_it_says_the_same_in_less_time(
    surge: tuple[problem.Problem, plan.Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a large problem, the quick search for reasons gives the same reasons as the complete one."""
    asked, found = surge
    said = []
    for large in (10**9, 0):
        monkeypatch.setattr(probe, "LARGE", large)
        search = Search(asked, workers=1)
        search.answer = found
        with SolverProcess() as solver:
            reasons.explain(search, solver)
        said.append([(one.case, [reason.rule for reason in one.reasons]) for one in search.answer.unplaced])
    assert said[0] == said[1] and len(said[0]) > 5


def test_what_is_known_without_solving_is_said_though_no_time_is_left(
    surge: tuple[problem.Problem, plan.Plan], solver: SolverProcess
) -> None:
    """If no time is left, a case that no journey suits still gets its reason."""
    asked, found = surge
    search = Search(asked, 0.001)
    search.answer = found
    time.sleep(0.01)
    reasons.explain(search, solver)
    for one in search.answer.unplaced:
        name = reasons.last_filter(asked, asked.cases_by_id[one.case])
        assert [reason.rule for reason in one.reasons] == ([name] if name else [])
    assert any(one.reasons for one in search.answer.unplaced)
