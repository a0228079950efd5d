"""Malformed input is refused with its exact place, and nothing else is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optimisation.format import plan
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.format.strict import Malformed
from tests.support.engine.tiny import Json, raw_plan, raw_problem

GONE = object()


def with_(path: str, value: Any, raw: Json | None = None) -> Json:
    """The tiny problem with one value set or removed."""
    found: Json = json.loads(json.dumps(raw or raw_problem()))
    *way, last = (int(part) if part.isdigit() else part for part in path.split("/"))
    at: Any = found
    for part in way:
        at = at[part]
    if value is GONE:
        del at[last]
    else:
        at[last] = value
    return found


def faults(source: Any) -> list[str]:
    """Places and texts of the faults, as the command line prints them."""
    with pytest.raises(Malformed) as caught:
        read_problem(source if isinstance(source, bytes | str) else json.dumps(source))
    return [str(fault) for fault in caught.value.faults]


ONE_FAULT = [
    ("cases/0/latest", "2026-11-30", "cases[0].latest: before earliest"),
    ("legs/0/arrives", "2026-12-03T09:59:59+01:00", "legs[0].arrives: before departs"),
    ("legs/0/departs", "2026-12-03 10:00:00+01:00", "legs[0].departs: not a time YYYY-MM-DDTHH:MM:SS±HH:MM"),
    ("legs/0/departs", "2026-12-03T10:00:00Z", "legs[0].departs: not a time YYYY-MM-DDTHH:MM:SS±HH:MM"),
    ("legs/0/departs", "2026-12-03T24:00:00+01:00", "legs[0].departs: no such time"),
    ("legs/0/departs", "2026-12-03T10:00:00+25:00", "legs[0].departs: no such time"),
    ("legs/0/departs", None, "legs[0].departs: null is not allowed"),
    ("legs/0/seats", True, "legs[0].seats: not an integer"),
    ("legs/0/seats", 5.0, "legs[0].seats: not an integer"),
    ("legs/0/seats", "5", "legs[0].seats: not an integer"),
    ("legs/0/seats", -1, "legs[0].seats: below 0"),
    ("legs/0/seats", GONE, "legs[0].seats: is missing"),
    ("legs/0/limits", None, "legs[0].limits: null is not allowed"),
    ("legs/0/limits/WCHC", None, "legs[0].limits.WCHC: null is not allowed"),
    ("legs/0/gate", 1, "legs[0].gate: unknown key"),
    ("legs/0/id", "", "legs[0].id: an id cannot be empty"),
    ("legs/1/id", "A", "legs[1].id: given twice: A"),
    ("journeys/0/legs", ["A", "X"], "journeys[0].legs[1]: names nothing: X"),
    ("journeys/0/legs", [], "journeys[0].legs: is empty"),
    ("journeys/0/legs", ["A", "A"], "journeys[0].legs[1]: given twice"),
    ("journeys/0/legs", ["B", "A"], "journeys[0].legs[1]: A starts in PRG, but B ends in UBN"),
    ("legs/1/departs", "2026-12-03T14:59:59+03:00", "journeys[0].legs[1]: B departs before A arrives"),
    ("journeys/0/fares/adult", GONE, "journeys[0].fares.adult: is missing"),
    ("journeys/0/fares/senior", 1, "journeys[0].fares.senior: unknown key"),
    ("journeys/1/group/minimum", 0, "journeys[1].group.minimum: below 1"),
    ("journeys/0/overnight", 1, "journeys[0].overnight: not true or false"),
    ("journeys/0/minimum", None, "journeys[0].minimum: null is not allowed"),
    ("cases/0/travellers", {"adult": 0, "child": 0, "infant": 0}, "cases[0].travellers: at least one is needed"),
    ("cases/0/destinations", ["UBN", "UBN"], "cases[0].destinations[1]: given twice"),
    ("cases/0/destinations", "UBN", "cases[0].destinations: not a list"),
    ("cases/0/seats", None, "cases[0].seats: null is not allowed"),
    ("cases/0/seats_on", {"X": 1}, "cases[0].seats_on.X: names nothing: X"),
    ("cases/0/costs_on", {"X": 1}, "cases[0].costs_on.X: names nothing: X"),
    ("cases/0/penalty_on", {"J": -1}, "cases[0].penalty_on.J: below 0"),
    ("cases/0/excluded", ["X"], "cases[0].excluded[0]: names nothing: X"),
    ("cases/0/pinned", "X", "cases[0].pinned: names nothing: X"),
    ("cases/0/location", "Nowhere", "cases[0].location: names nothing: Nowhere"),
    ("cases/0/latest", "2026-02-30", "cases[0].latest: no such date"),
    ("cases/0/latest", "2026-1-3", "cases[0].latest: not a date YYYY-MM-DD"),
    ("cases/0/latest", "20261206", "cases[0].latest: not a date YYYY-MM-DD"),
    ("cases/0/latest", None, "cases[0].latest: null is not allowed"),
    ("cases/0/lines", GONE, "cases[0].lines: is missing"),
    ("cases/0/lines/charter", [], "cases[0].lines.charter: unknown key"),
    ("cases/0/lines/escort", ["X"], "cases[0].lines.escort[0]: names nothing: X"),
    ("cases/0/escorts/0/languages", [], "cases[0].escorts[0].languages: is empty"),
    ("cases/0/escorts/0/load", 0, "cases[0].escorts[0].load: below 1"),
    ("cases/0/escorts/0/role", "cook", "cases[0].escorts[0].role: names nothing: cook"),
    ("cases/0/escorts/0/until", "gate", "cases[0].escorts[0].until: not one of destination, first_stop"),
    ("cases/0/priority", 10**13, "cases[0].priority: above 10^12"),
    ("cases/0/priority", 10**12, "cases: priority × travellers sums to more than 10^12"),
    ("cases/0/left_cost", 10**12, "cases: the costs of the dearest plan sum to more than 10^12"),
    ("transfers/North/PRG", None, "transfers.North.PRG: null is not allowed"),
    ("roles/nurse/capacity", 0, "roles.nurse.capacity: below 1"),
    ("roles/nurse/size", 1, "roles.nurse.size: unknown key"),
    ("together", [["C1"]], "together[0]: fewer than two cases"),
    ("together", [["C1", "C1"]], "together[0]: a case given twice"),
    ("apart", [["C1", "C9"]], "apart[0]: names nothing: C9"),
    ("apart", [["C1", "C2"], ["C1", "C2"]], "apart[1]: given twice"),
    ("apart", None, "apart: null is not allowed"),
    ("escorts/0/roles", ["nurse", "nurse"], "escorts[0].roles[1]: given twice"),
    ("escorts/0/available", [["2026-12-03"]], "escorts[0].available[0]: not a pair of dates"),
    ("escorts/0/daily_cost", None, "escorts[0].daily_cost: null is not allowed"),
    ("escorts/0/available", GONE, "escorts[0].available: is missing"),
    ("lines/0/ceiling", GONE, "lines[0].ceiling: is missing"),
    ("lines/0/covers", ["travel"], "lines[0].covers[0]: not one of assistance, charter, escort, transport"),
    (
        "missions_pinned",
        [{"escort": "E9", "role": "nurse", "legs": ["A"]}],
        "missions_pinned[0].escort: names nothing: E9",
    ),
    ("day_limits/on", {"2026-13-01": {}}, "day_limits.on.2026-13-01: no such date"),
    ("day_limits/on", {"2026-12-01": {"on": {}}}, "day_limits.on.2026-12-01.on: unknown key"),
    ("day_limits/by_location", {"Nowhere": 1}, "day_limits.by_location.Nowhere: names nothing: Nowhere"),
    ("day_limits/persons", -1, "day_limits.persons: below 0"),
    (
        "format",
        "return-planning-problem/1.2",
        "format: this program reads return-planning-problem/1.1, not return-planning-problem/1.2",
    ),
    ("format", 1, "format: not a text"),
    ("currency", GONE, "currency: is missing"),
    ("notes", "", "notes: unknown key"),
    ("cases/0", 5, "cases[0]: not an object"),
    ("cases", {}, "cases: not a list"),
]


@pytest.mark.parametrize(
    ("path", "value", "fault"), ONE_FAULT, ids=[f"{at} {one[2]}" for at, one in enumerate(ONE_FAULT)]
)
def test_it_names_the_place_of_a_fault(path: str, value: Any, fault: str) -> None:
    """A single mistake gives a single fault at its place."""
    found = faults(with_(path, value))
    assert fault in found
    assert len(found) == 1 or path in (
        "journeys/0/legs",
        "legs/1/departs",
        "cases/0",
        "cases",
        "legs/0/seats",
        "legs/1/id",
        "legs/0/id",
    )


ALLOWED = [
    ("legs/0/return_days", None),
    ("journeys/0/seats", None),
    ("journeys/0/group", None),
    ("cases/0/pinned", None),
    ("cases/0/latest_arrival", None),
    ("cases/0/max_connections", None),
    ("cases/1/current", "cancelled"),
    ("cases/0/escorts/0/languages", None),
    ("cases/0/escorts/0/gender", None),
    ("escorts/0/max_missions", None),
    ("escorts/0/languages", []),
    ("lines/0/ceiling", None),
    ("lines/0/ceiling", 10**15),
    ("legs/0/seats", 10**20),
    ("day_limits/on", {"2026-12-24": {"by_location": {"North": None}}}),
    ("day_limits/persons", None),
    ("legs/0/arrives", "2026-12-03T10:00:00+01:00"),
    ("cases/0/latest", "2026-12-01"),
    ("cases/0/destinations", []),
    ("transfers/Empty", {}),
    ("missions_pinned", [{"escort": "E1", "role": "social", "legs": ["B"]}]),
    ("return_days", {"ZZZ": 0}),
]


@pytest.mark.parametrize(("path", "value"), ALLOWED, ids=[f"{at} {one[0]}" for at, one in enumerate(ALLOWED)])
def test_it_accepts_what_the_format_allows(path: str, value: Any) -> None:
    """Null for absent values, unknown codes and values just within their limits are accepted."""
    read_problem(json.dumps(with_(path, value)))


def test_it_reports_every_fault_at_once() -> None:
    """All faults are reported, not only the first."""
    raw = with_("cases/0/latest", "2026-11-30", with_("legs/2/seats", -1, with_("roles", {"nurse": {}})))
    expected = {"cases[0].latest: before earliest", "legs[2].seats: below 0", "roles.nurse.capacity: is missing"}
    assert expected <= set(faults(raw))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"nonsense",
        b"\xff\xfe{}",
        b"null",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 10_000,
        b'{"x": NaN}',
        b'{"x": Infinity}',
        b'"text"',
        b"{} {}",
    ],
)
def test_it_refuses_what_is_no_json_object_with_a_sentence(text: bytes) -> None:
    """Broken or deeply nested text gives a sentence, never a traceback."""
    assert faults(text)


def test_it_refuses_a_key_given_twice() -> None:
    """A key given twice is a fault; otherwise the last value would silently win."""
    text = json.dumps(raw_problem()).replace('"priority": 3', '"priority": 3, "priority": 4')
    assert faults(text) == ["cases[0].priority: given twice"]


def test_it_writes_a_plan_as_it_was_read() -> None:
    """A plan is written with the same keys in the same order as it was read, also with ids that are not ASCII."""
    raw = with_("run/engine", "žluťoučký \ud800", raw_plan())
    text = plan.to_text(read_plan(raw))
    assert text.isascii()
    assert list(json.loads(text)) == list(raw)
    assert read_plan(text) == read_plan(raw)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("placements/0/fare", "cheap", "placements[0].fare: not one of group, individual"),
        ("placements/0/lines", {"escort": "T"}, "placements[0].lines.escort: unknown key"),
        ("gap", "0", "gap: not a number"),
        ("totals/cost", 1.5, "totals.cost: not an integer"),
        ("status", GONE, "status: is missing"),
    ],
)
def test_it_reads_plans_as_strictly(path: str, value: Any, fault: str) -> None:
    """A plan with any of these mistakes is refused."""
    with pytest.raises(Malformed) as caught:
        read_plan(with_(path, value, raw_plan()))
    assert [str(one) for one in caught.value.faults] == [fault]
