"""Realistic planning problems in format 1, by preset and seed: `python generate.py surge --seed 3 > problem.json`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.benchmarks import caseload as people_of
from tests.benchmarks.timetable import DESTINATIONS, Json, timetable

FIRST = date(2027, 3, 1)


@dataclass(frozen=True)
class Preset:
    """The size and shape of a kind of problem; `budget` is a share of the lowest cost of sending everybody."""

    people: int
    days: int
    escorts: int
    budget: float
    charters: int = 0
    mongolia: float | None = None
    seats: float = 1.0
    thickness: float = 1.0
    persons_a_day: float = 4.0


PRESETS = {
    "tiny": Preset(9, 8, 3, 1.0, thickness=0.6),
    "batch": Preset(60, 30, 6, 0.98, seats=0.9),
    "surge": Preset(300, 60, 16, 1.07, charters=3, mongolia=0.55),
    "record": Preset(2420, 365, 40, 1.06, charters=9, mongolia=1509 / 2420, seats=1.4, thickness=1.4),
    "scarce": Preset(2420, 365, 40, 0.9, charters=9, mongolia=1509 / 2420, seats=1.4, thickness=1.4),
    "year": Preset(600, 365, 14, 1.06, charters=2, mongolia=0.5, seats=0.8),
    "replan": Preset(300, 60, 16, 1.08, mongolia=0.3),
}


def preset(name: str) -> Preset:
    """The preset of that name; `growth2`, `growth5` and `growth10` are a record year with so many times the people."""
    if name.startswith("growth"):
        times = int(name.removeprefix("growth"))
        year = PRESETS["record"]
        return replace(
            year,
            people=year.people * times,
            escorts=year.escorts * times,
            seats=year.seats * times,
            charters=year.charters * times,
        )
    return PRESETS[name]


def generate(name: str, seed: int = 0) -> Json:
    """One problem as the JSON object of the format; the same name and seed give the same problem."""
    shape, rng = preset(name), Random(f"{name}/{seed}")
    lines = ["AMIF-T", "MOI", "AMIF-2"] if shape.people < 2000 else ["AMIF-T", "MOI", "AMIF-2", "MOI-DET"]
    table = timetable(rng, FIRST, shape.days, shape.seats, shape.charters, shape.thickness)
    cases = people_of.caseload(rng, FIRST, shape.days, shape.people, shape.mongolia, lines)
    legs = {leg["id"]: leg for leg in table.legs}
    people_of.priced_on_some(rng, cases, table.journeys, legs)
    return {
        "format": "return-planning-problem/1",
        "currency": "EUR",
        "legs": table.legs,
        "journeys": table.journeys,
        "cases": cases,
        **people_of.links(rng, cases, every=60),
        "transfers": people_of.PLACES,
        "roles": {role: {"capacity": size} for role, size in people_of.ROLES.items()},
        "escorts": people_of.escorts(rng, FIRST, shape.days, shape.escorts),
        "return_days": {code: rng.choice((1, 1, 1, 2, 2, 3)) for code in DESTINATIONS},
        "lines": _lines(rng, shape, cases, table.journeys, legs, lines),
        "day_limits": _day_limits(rng, shape),
    }


def _day_limits(rng: Random, shape: Preset) -> Json:
    per_day = max(9, round(shape.persons_a_day * shape.people / shape.days))
    on = {(FIRST + timedelta(days=rng.randrange(shape.days))).isoformat(): {"persons": 0}}
    on[(FIRST + timedelta(days=rng.randrange(shape.days))).isoformat()] = {
        "journeys": None,
        "by_location": {"Balkova": 1},
    }
    if shape.charters:  # the facility has no day limit on the days of its charters
        on |= {
            (FIRST + timedelta(days=int(shape.days * (n + 0.6) / (shape.charters + 0.2)))).isoformat(): {
                "persons": None
            }
            for n in range(shape.charters)
        }
    few = max(3, per_day // 4)
    return {
        "journeys": max(8, per_day // 2),
        "persons": per_day,
        "by_location": dict.fromkeys(people_of.DETENTION, few),
        "persons_by_location": {"Balkova": 2 * few + 2},
        "runs_by_location": {"Bela-Jezova": max(2, few // 2)},
        "on": on,
    }


def cheapest(case: Json, journeys: list[Json], legs: dict[str, Json]) -> int | None:
    """Lowest fare and transfer of a case on scheduled journeys, in cents; None if no journey suits."""
    costs = [
        sum(journey["fares"][kind] * count for kind, count in case["travellers"].items())
        + people_of.PLACES[case["location"]][origin]
        for journey in journeys
        if not journey.get("fixed_cost")
        and legs[journey["legs"][-1]]["destination"] in case["destinations"]
        and case["earliest"] <= legs[journey["legs"][0]]["departs"][:10] <= case["latest"]
        and (origin := legs[journey["legs"][0]]["origin"]) in people_of.PLACES[case["location"]]
    ]
    return min(costs, default=None)


def _lines(
    rng: Random, shape: Preset, cases: list[Json], journeys: list[Json], legs: dict[str, Json], names: list[str]
) -> list[Json]:
    by_code: dict[str, list[Json]] = {}
    for journey in journeys:
        by_code.setdefault(legs[journey["legs"][-1]]["destination"], []).append(journey)
    spent = dict.fromkeys(names, 0)
    for case in cases:
        own = [journey for code in case["destinations"] for journey in by_code.get(code, [])]
        spent[rng.choice(case["lines"]["transport"])] += cheapest(case, own, legs) or 0
        spent[rng.choice(names)] += 45000 * len(case["escorts"])
    late = FIRST + timedelta(days=shape.days // 3)
    end = (FIRST + timedelta(days=shape.days + 60)).isoformat()
    rows = [
        {
            "id": name,
            "ceiling": int(spent[name] * shape.budget // 1000 * 1000),
            "from": (late if name == "AMIF-2" else FIRST).isoformat(),
            "to": end,
            "covers": ["transport", "escort", "charter"] + (["assistance"] if name == "MOI" else []),
        }
        for name in names
    ]
    support = sum(case["assistance_cost"] for case in cases)
    return [
        *rows,
        {"id": "EURP", "ceiling": int(support * 1.02), "from": FIRST.isoformat(), "to": end, "covers": ["assistance"]},
    ]


def promised(problem: Json, journeys: dict[str, str]) -> Json:
    """The problem after its plan has been confirmed: placed cases have a current journey, and moving costs money."""
    cases = [
        case | ({"current": journeys[case["id"]], "change_cost": 9000} if case["id"] in journeys else {})
        for case in problem["cases"]
    ]
    return problem | {"cases": cases}


def cancelled(problem: Json, leg: str) -> Json:
    """The problem without one flight and the journeys that used it; current journeys of cases stay as promised."""
    gone = {journey["id"] for journey in problem["journeys"] if leg in journey["legs"]}
    cases = [
        case
        | {
            key: {name: cost for name, cost in case.get(key, {}).items() if name not in gone}
            for key in ("costs_on", "penalty_on")
        }
        | {"excluded": [name for name in case.get("excluded", []) if name not in gone]}
        for case in problem["cases"]
    ]
    return problem | {
        "cases": cases,
        "legs": [one for one in problem["legs"] if one["id"] != leg],
        "journeys": [journey for journey in problem["journeys"] if journey["id"] not in gone],
    }


def main() -> None:
    """Write the requested problem to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("preset")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    sys.stdout.write(json.dumps(generate(asked.preset, asked.seed), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
