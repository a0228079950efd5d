"""R72: conflicts of two to four pins, planted among pins that are not part of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from optimisation.format.reading_problem import read_problem
from optimisation.judging.check import check
from optimisation.solve import solve

Json = dict[str, Any]
Plant = Callable[[Json, list[int]], None]


def many() -> Json:
    """Twelve cases pinned to four journeys on two days, with room and money for all of them."""
    legs = [
        {"id": f"L{at}", "carrier": "XX", "number": str(at), "origin": "PRG", "destination": "TBS", "seats": 40,
         "departs": f"{day}T1{at}:00:00+01:00", "arrives": f"{day}T1{at + 4}:00:00+01:00"}
        for at, day in enumerate(["2026-12-02"] * 2 + ["2026-12-03"] * 2)
    ]  # fmt: skip
    fares = {"adult": 100, "child": 0, "infant": 0}
    case = {"travellers": {"adult": 1, "child": 0, "infant": 0}, "destinations": ["TBS"], "earliest": "2026-12-01",
            "latest": "2026-12-09", "lines": {"transport": ["A", "B"], "escort": ["A"]}}  # fmt: skip
    line = {"ceiling": 2000, "from": "2026-01-01", "to": "2026-12-31", "covers": ["transport", "escort"]}
    return {
        "format": "return-planning-problem/1", "currency": "EUR", "legs": legs,
        "journeys": [{"id": f"J{at}", "legs": [f"L{at}"], "fares": fares} for at in range(4)],
        "cases": [case | {"id": f"C{at}", "location": f"P{at % 3}", "pinned": f"J{at % 4}"} for at in range(12)],
        "transfers": {f"P{at}": {"PRG": 0} for at in range(3)}, "roles": {"nurse": {"capacity": 1}},
        "lines": [line | {"id": "A"}, line | {"id": "B"}],
    }  # fmt: skip


def put_on(raw: Json, members: list[int], journey: int) -> None:
    """Pin the members to one journey and everybody else to others."""
    for at, case in enumerate(raw["cases"]):
        if at in members:
            case["pinned"] = f"J{journey}"
        elif case["pinned"] == f"J{journey}":
            case["pinned"] = f"J{(journey + 1) % 4}"


def seats(raw: Json, members: list[int]) -> None:
    """One seat too few on their flight."""
    put_on(raw, members, 0)
    raw["legs"][0]["seats"] = len(members) - 1


def journey_seats(raw: Json, members: list[int]) -> None:
    """One seat too few in their block."""
    put_on(raw, members, 1)
    raw["journeys"][1]["seats"] = len(members) - 1


def limits(raw: Json, members: list[int]) -> None:
    """One wheelchair too many; cases without one are not part of the conflict."""
    for at in members:
        raw["cases"][at].update(pinned="J2", uses={"WCHC": 1})
    raw["legs"][2]["limits"] = {"WCHC": len(members) - 1}


def day_limits(raw: Json, members: list[int]) -> None:
    """One person too many from their location on the day."""
    for case in raw["cases"]:
        case["pinned"] = "J2"
    for at in members:
        raw["cases"][at].update(pinned=f"J{at % 2}", location="P9")
    raw["transfers"]["P9"] = {"PRG": 0}
    raw["day_limits"] = {"on": {"2026-12-02": {"persons_by_location": {"P9": len(members) - 1}}}}


def lines(raw: Json, members: list[int]) -> None:
    """Only these cases may use a line, which has one cent too little."""
    for at in members:
        raw["cases"][at]["lines"] = {"transport": ["C"]}
    raw["lines"].append(raw["lines"][0] | {"id": "C", "ceiling": 100 * len(members) - 1})


def escorts(raw: Json, members: list[int]) -> None:
    """One nurse fewer than the simultaneous flights that need one."""
    for at, member in enumerate(members):
        raw["cases"][member].update(pinned=f"J{at}", escorts=[{"role": "nurse", "load": 1}])
    raw["return_days"] = {"TBS": 5}
    raw["escorts"] = [
        {"id": f"E{at}", "roles": ["nurse"], "available": [["2026-12-01", "2026-12-20"]], "max_missions": 1}
        for at in range(len(members) - 1)
    ]


def together(raw: Json, members: list[int]) -> None:
    """Two cases of a group pinned to different journeys; the smallest conflict is always a pair."""
    for at, member in enumerate(members[:2]):
        raw["cases"][member]["pinned"] = f"J{at}"
    raw["together"] = [[f"C{at}" for at in members[:2]]]


RULES = {seats: "seats", journey_seats: "seats", limits: "limits", day_limits: "day_limits", lines: "lines",
         escorts: "roster", together: "together"}  # fmt: skip
PLANTED = [(plant, size) for plant in RULES for size in (2, 3, 4) if plant is not together or size == 2]
PLANTED.append((together, 3))


@pytest.mark.parametrize(
    ("plant", "size"), [
        pytest.param(*one, id=f"{one[0].__name__}-{one[1]}", marks=[] if one[1] == 3 else pytest.mark.hard)
        for one in PLANTED
    ],
)  # fmt: skip
def test_it_names_exactly_what_was_planted(plant: Plant, size: int) -> None:
    """Exactly the planted pins are named, none of them can be dropped, and without one of them there is a plan."""
    raw = many()
    members = [1, 5, 6, 11][:size]
    plant(raw, members)
    asked = read_problem(json.dumps(raw))
    answer = solve(asked, seconds=30)
    named = members[:2] if plant is together else members
    assert answer.status == "infeasible"
    assert [one.pins for one in answer.conflict] == [tuple(f"C{at}" for at in named)]
    assert answer.conflict[0].rule in (RULES[plant], "escort")
    assert check(asked, answer) == []
    raw["cases"][named[-1]]["pinned"] = None
    freed = solve(read_problem(json.dumps(raw)), seconds=30, reasons=False)
    assert freed.status == "optimal"


def test_there_are_twenty_planted_conflicts() -> None:
    """R72: there are twenty planted conflicts."""
    assert len(PLANTED) == 20
