"""One tiny problem and a good plan for it, which tests can change: two cases, two ways to Ulaanbaatar."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from optimisation.facts import costs
from optimisation.format import plan, problem
from optimisation.format.reading_plan import read_plan
from optimisation.format.reading_problem import read_problem
from optimisation.judging import figures

Json = dict[str, Any]
Bend = Callable[[Json, Json], object]

_FARES = {"adult": 100, "child": 70, "infant": 10}


def _leg(id_: str, origin: str, destination: str, departs: str, arrives: str) -> Json:
    return {
        "id": id_,
        "carrier": "TK",
        "number": "1",
        "origin": origin,
        "destination": destination,
        "departs": departs,
        "arrives": arrives,
        "seats": 5,
        "limits": {"WCHC": 1},
        "escort_fare": 30,
    }


def raw_problem() -> Json:
    """Journeys J and G (a group fare) on legs A and B on 3 December, and K on D, which flies directly on the 6th."""
    lines = {"transport": ["T", "S"], "escort": ["T"], "assistance": ["S"]}
    one = {
        "id": "C1",
        "travellers": {"adult": 2, "child": 0, "infant": 1},
        "location": "North",
        "destinations": ["UBN"],
        "earliest": "2026-12-01",
        "latest": "2026-12-06",
        "latest_arrival": "2026-12-07",
        "priority": 3,
        "waiting_cost": 5,
        "uses": {"WCHC": 1},
        "max_connections": 1,
        "escorts": [{"role": "nurse", "load": 2, "languages": ["mn", "ru"], "gender": "F"}],
        "lines": lines,
        "assistance_cost": 40,
    }
    two = {
        "id": "C2",
        "travellers": {"adult": 1, "child": 0, "infant": 0},
        "location": "North",
        "destinations": ["UBN"],
        "earliest": "2026-12-02",
        "latest": "2026-12-09",
        "lines": lines,
        "current": "J",
        "change_cost": 7,
        "left_cost": 11,
    }
    return {
        "format": "return-planning-problem/1",
        "currency": "EUR",
        "legs": [
            _leg("A", "PRG", "IST", "2026-12-03T10:00:00+01:00", "2026-12-03T15:00:00+03:00"),
            _leg("B", "IST", "UBN", "2026-12-03T20:00:00+03:00", "2026-12-04T09:00:00+08:00"),
            _leg("D", "PRG", "UBN", "2026-12-06T10:00:00+01:00", "2026-12-07T01:00:00+08:00"),
        ],
        "journeys": [
            {"id": "J", "legs": ["A", "B"], "fares": _FARES, "seats": 4, "minimum": 1},
            {
                "id": "G",
                "legs": ["A", "B"],
                "fares": _FARES,
                "fixed_cost": 50,
                "group": {"minimum": 3, "fares": {"adult": 60, "child": 40, "infant": 5}},
            },
            {"id": "K", "legs": ["D"], "fares": _FARES},
        ],
        "cases": [one, two],
        "transfers": {"North": {"PRG": 12}, "South": {}},
        "roles": {"nurse": {"capacity": 2}, "social": {"capacity": 2}},
        "escorts": [
            {
                "id": "E1",
                "roles": ["nurse", "social"],
                "languages": ["ru"],
                "gender": "F",
                "available": [["2026-12-03", "2026-12-06"], ["2026-12-07", "2026-12-20"]],
                "daily_cost": 20,
                "rest_days": 1,
                "max_missions": 2,
                "barred": ["SVO"],
            }
        ],
        "return_days": {"UBN": 2},
        "lines": [
            {"id": "T", "ceiling": 1000, "from": "2026-12-01", "to": "2026-12-31", "covers": ["transport", "escort"]},
            {
                "id": "S",
                "ceiling": None,
                "from": "2026-12-01",
                "to": "2026-12-31",
                "covers": ["assistance", "charter", "transport"],
            },
        ],
        "day_limits": {
            "journeys": 1,
            "persons": 4,
            "by_location": {"North": 2},
            "persons_by_location": {"North": 4},
            "runs_by_location": {"North": 1},
        },
    }


def raw_plan() -> Json:
    """Both cases on J; the escort E1 accompanies C1 all the way."""
    return {
        "format": "return-plan/1",
        "status": "feasible",
        "placements": [
            {
                "case": "C1",
                "journey": "J",
                "fare": "individual",
                "lines": {"transport": "T", "assistance": "S"},
                "attended_by": ["M1"],
            },
            {"case": "C2", "journey": "J", "fare": "individual", "lines": {"transport": "T"}, "attended_by": []},
        ],
        "unplaced": [],
        "missions": [
            {
                "id": "M1",
                "escort": "E1",
                "role": "nurse",
                "legs": ["A", "B"],
                "attends": ["C1"],
                "line": "T",
                "cost": 140,
            }
        ],
        "charters": {},
        "totals": {"unplaced_weight": 0, "cost": 0, "by_line": {}},
        "bound": {"unplaced_weight": 0, "cost": 0},
        "gap": 0.0,
        "run": {"seconds": 0, "seed": 0, "workers": 1, "gap": 0, "engine": "by hand", "stopped_by": "time"},
        "conflict": [],
    }


def bent(bend: Bend | None = None) -> tuple[problem.Problem, plan.Plan]:
    """The problem and the plan after `bend(raw problem, raw plan)`."""
    asked, answer = json.loads(json.dumps(raw_problem())), raw_plan()
    if bend is not None:
        bend(asked, answer)
    return read_problem(asked), read_plan(answer)


def honest(asked: problem.Problem, answer: plan.Plan) -> plan.Plan:
    """The plan with its true mission costs and totals, and bounds of 0."""
    costly = [
        dataclasses.replace(
            one, cost=costs.mission(asked, asked.escorts_by_id[one.escort], [asked.legs_by_id[leg] for leg in one.legs])
        )
        for one in answer.missions
    ]
    answer = dataclasses.replace(answer, missions=tuple(costly))
    found = figures.with_totals(asked, answer)
    gap = 1.0 if found.totals.cost and not found.totals.unplaced_weight else None
    return dataclasses.replace(found, bound=plan.Bound(), gap=gap)
