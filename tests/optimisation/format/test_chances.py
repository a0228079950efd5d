"""Format 1.1: the keys for uncertainty are read strictly, and plans do not depend on them."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from optimisation.format.plan import Plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.solve import solve
from tests.optimisation.format.test_reading import faults, with_
from tests.support.engine.chances import FORMAT, uncertain
from tests.support.engine.random_problems import random_problem
from tests.support.engine.tiny import raw_problem

NEWER = raw_problem() | {"format": FORMAT}
KEYS = [
    ("cases/0/ready", [["2026-12-01", 40]]),
    ("cases/0/no_show", 3),
    ("escorts/0/absence", 3),
    ("legs/0/cancelled", 3),
]


def test_it_reads_the_chances() -> None:
    """Every key of format 1.1 is in the problem after reading."""
    raw = with_("cases/0/ready", [["2026-12-01", 1], ["2026-12-04", 100]], NEWER)
    for path, value in KEYS[1:]:
        raw = with_(path, value, raw)
    found = read_problem(raw)
    assert found.cases[0].ready == ((date(2026, 12, 1), 1), (date(2026, 12, 4), 100))
    assert (found.cases[0].no_show, found.escorts[0].absence, found.legs[0].cancelled) == (3, 3, 3)


def test_nothing_is_uncertain_unless_it_is_said() -> None:
    """Without the keys, a problem of format 1.1 equals the same problem of format 1."""
    assert read_problem(NEWER) == read_problem(raw_problem())


@pytest.mark.parametrize(("path", "value"), KEYS)
def test_format_1_does_not_know_the_keys(path: str, value: Any) -> None:
    """In a problem of format 1 each of the keys is unknown."""
    place = path.replace("/0/", "[0].")
    assert faults(with_(path, value)) == [f"{place}: unknown key"]


@pytest.mark.parametrize("version", ["1.2", "2", "1.10", "1.1.1", "1.01", "01"])
def test_a_newer_version_is_refused(version: str) -> None:
    """Versions above 1.1 and similar names are refused, and the refusal names them."""
    name = f"return-planning-problem/{version}"
    assert faults(NEWER | {"format": name}) == [f"format: this program reads {FORMAT}, not {name}"]


@pytest.mark.parametrize("path", ["cases/0/no_show", "escorts/0/absence", "legs/0/cancelled"])
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-1, "below 0"),
        (101, "above 100"),
        (True, "not an integer"),
        (5.0, "not an integer"),
        ("5", "not an integer"),
        (None, "null is not allowed"),
    ],
)
def test_a_chance_is_an_integer_from_0_to_100(path: str, value: Any, text: str) -> None:
    """A chance outside 0 to 100, or not an integer, gives one fault at its place."""
    assert faults(with_(path, value, NEWER)) == [f"{path.replace('/0/', '[0].')}: {text}"]
    for good in (0, 100):
        read_problem(with_(path, good, NEWER))


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (None, "cases[0].ready: null is not allowed"),
        ({}, "cases[0].ready: not a list"),
        (["2026-12-01"], "cases[0].ready[0]: not a date and a per cent"),
        ([["2026-12-01"]], "cases[0].ready[0]: not a date and a per cent"),
        ([["2026-12-01", 1, 2]], "cases[0].ready[0]: not a date and a per cent"),
        ([[20261201, 1]], "cases[0].ready[0]: not a text"),
        ([["2026-02-30", 1]], "cases[0].ready[0]: no such date"),
        ([["2026-12-01", 0]], "cases[0].ready[0]: below 1"),
        ([["2026-12-01", 101]], "cases[0].ready[0]: above 100"),
        ([["2026-12-01", True]], "cases[0].ready[0]: not an integer"),
        ([["2026-12-01", 50.0]], "cases[0].ready[0]: not an integer"),
        ([["2026-12-01", 5], ["2026-12-02", 5]], "cases[0].ready[1]: the per cent is not above the one before"),
        ([["2026-12-02", 5], ["2026-12-01", 6]], "cases[0].ready[1]: the date is not after the one before"),
        ([["2026-12-01", 5], ["2026-12-01", 6]], "cases[0].ready[1]: the date is not after the one before"),
        ([["2026-12-01", 5], ["2026-12-01", 5]], "cases[0].ready[1]: given twice"),
    ],
)
def test_ready_is_strictly_ascending(value: Any, fault: str) -> None:
    """Dates and shares must both rise from one entry to the next; each mistake is one fault."""
    assert faults(with_("cases/0/ready", value, NEWER)) == [fault]


@pytest.mark.parametrize("seed", range(4))
def test_plans_never_depend_on_chances(seed: int) -> None:
    """The plan, its figures and bounds are the same with and without the keys, and so is the result of `check`."""
    raw = random_problem(seed)
    plain, newer = read_problem(raw), read_problem(uncertain(raw, seed))
    one, two = (_bare(solve(asked, effort=20, seed=3, workers=1)) for asked in (plain, newer))
    assert one == two
    assert check(newer, one) == check(plain, one) == []


def _bare(plan: Plan) -> Plan:
    return dataclasses.replace(plan, run=dataclasses.replace(plan.run, seconds=0.0))
