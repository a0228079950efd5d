"""Random problems with many missions, minimums and group fares, and plans for them that are hard to replay."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from optimisation.format.plan import Plan, Unplaced
from optimisation.format.problem import Problem
from optimisation.format.reading_problem import read_problem
from optimisation.judging import moves
from optimisation.judging.figures import with_totals
from optimisation.rules import breaches
from tests.support.engine.chances import uncertain
from tests.support.engine.tiny import Json

START = date(2026, 12, 1)
LANGUAGES = ["mn", "ru", "vi"]


def day(at: int) -> str:
    """The date that many days after the start."""
    return (START + timedelta(days=at)).isoformat()


def busy_problem(seed: int) -> Json:
    """The raw problem of a seed, in format 1.1."""
    rng = random.Random(f"busy/{seed}")
    legs = [
        _leg(f"L{at}{part}", day(at), hour, *way)
        for at in range(6)
        for part, hour, way in (("a", 8 + at % 3, ("PRG", "IST")), ("b", 18, ("IST", "UBN")))
    ]
    journeys = [_journey(rng, at, f"J{at}{kind}") for at in range(6) for kind in "xy"]
    cases = [_case(rng, f"C{at}") for at in range(14)]
    ids = [one["id"] for one in cases]
    found: Json = {
        "format": "return-planning-problem/1",
        "currency": "EUR",
        "legs": legs,
        "journeys": journeys,
        "cases": cases,
        "transfers": {"North": {"PRG": 10}},
        "together": [rng.sample(ids, 2) for _ in range(rng.randint(0, 3))],
        "roles": {"nurse": {"capacity": 2}, "social": {"capacity": 3}},
        "escorts": [_escort(rng, f"E{at}") for at in range(7)],
        "return_days": {"UBN": 1, "IST": 0},
        "lines": [{"id": "T", "ceiling": None, "from": day(-9), "to": day(99), "covers": ["transport", "escort"]}],
    }
    found["together"] = [list(one) for one in dict.fromkeys(map(tuple, found["together"]))]
    return uncertain(found, seed)


def _leg(id_: str, on: str, hour: int, origin: str, destination: str) -> Json:
    ids = {"id": id_, "carrier": "TK", "number": "1", "origin": origin, "destination": destination}
    times = {"departs": f"{on}T{hour:02}:00:00+01:00", "arrives": f"{on}T{hour + 4:02}:00:00+01:00"}
    return ids | times | {"seats": 30, "escort_fare": 5}


def _journey(rng: random.Random, at: int, id_: str) -> Json:
    found: Json = {"id": id_, "legs": [f"L{at}a", f"L{at}b"], "fares": _fares(rng), "minimum": rng.randint(0, 3)}
    if rng.random() < 0.6:
        found["group"] = {"minimum": rng.randint(1, 5), "fares": _fares(rng)}
    return found


def _fares(rng: random.Random) -> Json:
    return {kind: rng.randint(1, 9) * 10 for kind in ("adult", "child", "infant")}


def _case(rng: random.Random, id_: str) -> Json:
    found: Json = {
        "id": id_,
        "travellers": {"adult": rng.randint(1, 2), "child": rng.randint(0, 1), "infant": rng.randint(0, 1)},
        "location": "North",
        "destinations": ["UBN"],
        "earliest": day(0),
        "latest": day(9),
        "lines": {"transport": ["T"], "escort": ["T"]},
    }
    if rng.random() < 0.7:
        found["escorts"] = [_need(rng) for _ in range(rng.choice([1, 1, 2]))]
    return found


def _need(rng: random.Random) -> Json:
    found: Json = {"role": rng.choice(["nurse", "social"]), "load": 1}
    if rng.random() < 0.3:
        found["languages"] = rng.sample(LANGUAGES, 2)
    if rng.random() < 0.2:
        found["gender"] = rng.choice("FM")
    if rng.random() < 0.3:
        found["until"] = "first_stop"
    return found


def _escort(rng: random.Random, id_: str) -> Json:
    found: Json = {
        "id": id_,
        "roles": rng.choice([["nurse"], ["social"], ["nurse", "social"]]),
        "available": [[day(-1), day(3)], [day(4), day(12)]] if rng.random() < 0.3 else [[day(-1), day(12)]],
        "languages": rng.sample(LANGUAGES, 2),
        "gender": rng.choice("FM"),
        "rest_days": rng.randint(0, 1),
    }
    if rng.random() < 0.4:
        found["max_missions"] = rng.randint(1, 3)
    if rng.random() < 0.15:
        found["barred"] = ["UBN"]
    return found


def busy_plan(problem: Problem, seed: int) -> Plan:
    """A plan that breaks no rule, with cases on random journeys and group fares where they are allowed."""
    rng = random.Random(f"plan/{seed}")
    plan = Plan("feasible", unplaced=tuple(Unplaced(case.id) for case in problem.cases))
    places: dict[str, str] = {}
    for journey in rng.sample(problem.journeys, len(problem.journeys)):
        free = [case.id for case in problem.cases if case.id not in places]
        for case in rng.sample(free, min(len(free), 5)):
            tried = _closed(problem, {**places, case: journey.id}, case)
            found = with_group_fares(problem, moves.put(problem, tried))
            if next(breaches(problem, found), None) is None:
                plan, places = found, tried
    return plan


def _closed(problem: Problem, places: dict[str, str], case: str) -> dict[str, str]:
    for _ in problem.together:
        for group in problem.together:
            if any(places.get(one) == places[case] for one in group):
                places = places | dict.fromkeys(group, places[case])
    return places


def with_group_fares(problem: Problem, plan: Plan) -> Plan:
    """The plan with the group fare on every journey that has enough people for it."""
    people: dict[str, int] = {}
    for one in plan.placements:
        people[one.journey] = people.get(one.journey, 0) + problem.cases_by_id[one.case].travellers.seated
    grouped = {
        one.id for one in problem.journeys if one.group is not None and people.get(one.id, 0) >= one.group.minimum
    }
    rows = (replace(one, fare="group" if one.journey in grouped else "individual") for one in plan.placements)
    return with_totals(problem, replace(plan, placements=tuple(rows)))


def busy(seed: int) -> tuple[Problem, Plan]:
    """A problem and its plan."""
    problem = read_problem(busy_problem(seed))
    return problem, busy_plan(problem, seed)
