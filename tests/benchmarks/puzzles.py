"""Academic problems in format 1, made here: facility location, generalised assignment, bin packing, knapsacks.

For a "planted" problem, prices that prove the optimum are drawn first and the problem is built around them, so that the
best value is known without solving. The others follow the published recipes and are judged by the proved gap.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

Json = dict[str, Any]
DAY = "2027-01-04"


@dataclass(frozen=True)
class Puzzle:
    """A problem with its best value if known: `cost` if everybody is placed, or the sum of priorities `placed`."""

    name: str
    raw: Json
    best: int | None
    measure: str = "cost"


def _leg(id_: str, origin: str, seats: int, limits: Json | None = None) -> Json:
    return {
        "id": id_, "carrier": "BM", "number": id_, "origin": origin, "destination": "END", "seats": seats,
        "departs": f"{DAY}T10:00:00+01:00", "arrives": f"{DAY}T14:00:00+01:00", "limits": limits or {},
    }  # fmt: skip


def _journey(leg: str, fixed: int = 0) -> Json:
    return {"id": f"J{leg}", "legs": [leg], "fares": {"adult": 0, "child": 0, "infant": 0}, "fixed_cost": fixed}


def _case(at: int, seats: int, **more: Any) -> Json:
    return {
        "id": f"C{at:04}", "travellers": {"adult": 1, "child": 0, "infant": 0}, "seats": seats, "location": "home",
        "destinations": ["END"], "earliest": DAY, "latest": DAY, "lines": {"transport": ["ALL"]}, **more,
    }  # fmt: skip


def _problem(legs: list[Json], fixed: Iterable[int], cases: list[Json], transfers: Json, apart: Any = ()) -> Json:
    line = {"id": "ALL", "ceiling": None, "from": DAY, "to": DAY, "covers": ["transport", "charter"]}
    return {
        "format": "return-planning-problem/1", "currency": "EUR", "legs": legs, "cases": cases,
        "journeys": [_journey(leg["id"], cost) for leg, cost in zip(legs, fixed, strict=True)],
        "transfers": transfers, "apart": [list(pair) for pair in apart], "lines": [line],
    }  # fmt: skip


def assignment(kind: str, jobs: int, agents: int, seed: int) -> Puzzle:
    """Generalised assignment of the published types c, d and e, or `planted`."""
    random = Random(f"gap/{kind}/{jobs}/{agents}/{seed}")
    if kind == "planted":
        return _planted_assignment(jobs, agents, random, seed)
    draw = {"c": _type_c, "d": _type_d, "e": _type_e}[kind]
    table = [[draw(random) for _ in range(agents)] for _ in range(jobs)]
    size = [[one[0] for one in row] for row in table]
    cost = [[one[1] for one in row] for row in table]
    room = [int(0.8 * sum(row[at] for row in size) / agents) for at in range(agents)]
    return Puzzle(f"gap-{kind}-{jobs}x{agents}-{seed}", _assignment(size, cost, room), None)


def _type_c(random: Random) -> tuple[int, int]:
    return random.randint(5, 25), random.randint(10, 50)


def _type_d(random: Random) -> tuple[int, int]:
    size = random.randint(1, 100)
    return size, max(0, 111 - size + random.randint(-10, 10))


def _type_e(random: Random) -> tuple[int, int]:
    size = max(1, round(1 - 10 * math.log(max(1e-9, random.random()))))
    return size, max(0, round(1000 / size - 10 * random.random()))


def _planted_assignment(jobs: int, agents: int, random: Random, seed: int) -> Puzzle:
    """Cost = value of the job − price of the room it takes + slack; at the planted agents no slack and no free room."""
    size = [[random.randint(5, 25) for _ in range(agents)] for _ in range(jobs)]
    home = [random.randrange(agents) for _ in range(jobs)]
    value = [random.randint(120, 200) for _ in range(jobs)]
    price = [random.randint(1, 4) for _ in range(agents)]
    cost = [
        [
            value[job] - price[at] * size[job][at] + (0 if at == home[job] else random.choice((0, 1, 2, 5, 9, 14)))
            for at in range(agents)
        ]
        for job in range(jobs)
    ]
    room = [sum(size[job][at] for job in range(jobs) if home[job] == at) for at in range(agents)]
    best = sum(cost[job][home[job]] for job in range(jobs))
    return Puzzle(f"gap-planted-{jobs}x{agents}-{seed}", _assignment(size, cost, room), best)


def _assignment(size: list[list[int]], cost: list[list[int]], room: list[int]) -> Json:
    agents = range(len(room))
    legs = [_leg(f"L{at:03}", f"A{at:03}", len(size), {f"A{at:03}": room[at]}) for at in agents]
    cases = [
        _case(job, 1, location=f"at{job}", uses={f"A{at:03}": row[at] for at in agents}) for job, row in enumerate(size)
    ]
    transfers = {f"at{job}": {f"A{at:03}": row[at] for at in agents} for job, row in enumerate(cost)}
    return _problem(legs, [0] * len(room), cases, transfers)


def location(kind: str, customers: int, sites: int, seed: int) -> Puzzle:
    """Single-source facility location: `planted`, or points in the plane with about twice the room that is needed."""
    random = Random(f"sscflp/{kind}/{customers}/{sites}/{seed}")
    if kind == "planted":
        return _planted_location(customers, sites, random, seed)
    demand = [random.randint(5, 35) for _ in range(customers)]
    where = [(random.randint(0, 500), random.randint(0, 500)) for _ in range(customers + sites)]
    cost = [[round(math.dist(where[at], where[customers + site])) for site in range(sites)] for at in range(customers)]
    share = 2.2 * sum(demand) / sites
    room = [round(share * random.uniform(0.8, 1.2)) for _ in range(sites)]
    fixed = [round(random.uniform(0, 90) + random.uniform(100, 110) * math.sqrt(one)) for one in room]
    return Puzzle(f"sscflp-{kind}-{customers}x{sites}-{seed}", _location(demand, cost, room, fixed), None)


def _planted_location(customers: int, sites: int, random: Random, seed: int) -> Puzzle:
    """With customer value u and site price v: cost ≥ u − v·demand, fixed ≥ v·room, and equal in the planted plan."""
    demand = [random.randint(5, 35) for _ in range(customers)]
    opened = max(2, sites // 2)
    home = [random.randrange(opened) for _ in range(customers)]
    value = [random.randint(300, 400) for _ in range(customers)]
    price = [random.randint(2, 8) for _ in range(sites)]
    cost = [
        [value[at] - price[site] * demand[at] + (0 if home[at] == site else random.choice((0, 1, 3, 8, 20)))
         for site in range(sites)]
        for at in range(customers)
    ]  # fmt: skip
    room = [sum(demand[at] for at in range(customers) if home[at] == site) for site in range(opened)]
    room += [max(40, sum(demand) // opened + random.randint(-20, 20)) for _ in range(sites - opened)]
    fixed = [price[site] * room[site] + (0 if site < opened else random.randint(0, 30)) for site in range(sites)]
    return Puzzle(f"sscflp-planted-{customers}x{sites}-{seed}", _location(demand, cost, room, fixed), sum(value))


def _location(demand: list[int], cost: list[list[int]], room: list[int], fixed: list[int]) -> Json:
    legs = [_leg(f"L{site:03}", f"F{site:03}", seats) for site, seats in enumerate(room)]
    cases = [_case(at, one, location=f"at{at}") for at, one in enumerate(demand)]
    transfers = {f"at{at}": {f"F{site:03}": one for site, one in enumerate(row)} for at, row in enumerate(cost)}
    return _problem(legs, fixed, cases, transfers)


def packing(bins: int, density: float, seed: int, room: int = 150) -> Puzzle:
    """Bin packing with a planted optimum: all bins are full, and conflicts only between things of different bins."""
    random = Random(f"bppc/{bins}/{density}/{seed}")
    things: list[tuple[int, int]] = []
    for bin_ in range(bins):
        left = room
        while left > 100:
            things.append((bin_, random.randint(20, min(100, left - 20))))
            left -= things[-1][1]
        things.append((bin_, left))
    random.shuffle(things)
    cases = [_case(at, size) for at, (_, size) in enumerate(things)]
    apart = [
        (cases[one]["id"], cases[two]["id"])
        for one in range(len(things)) for two in range(one + 1, len(things))
        if things[one][0] != things[two][0] and random.random() < density
    ]  # fmt: skip
    legs = [_leg(f"B{at:03}", "ORG", room) for at in range(bins)]
    raw = _problem(legs, [1] * bins, cases, {"home": {"ORG": 0}}, apart)
    return Puzzle(f"bppc-planted-{len(things)}-{density}-{seed}", raw, bins)


def knapsack(things: int, rows: int, tightness: float, seed: int) -> Puzzle:
    """Multi-resource knapsack after Chu and Beasley: profits follow the sizes, room is a share of the total size."""
    random = Random(f"mkp/{things}/{rows}/{tightness}/{seed}")
    size = [[random.randint(1, 1000) for _ in range(rows)] for _ in range(things)]
    room = [int(tightness * sum(row[at] for row in size)) for at in range(rows)]
    profit = [sum(row) // rows + random.randint(0, 500) for row in size]
    limits = {f"R{at:02}": one for at, one in enumerate(room)}
    cases = [
        _case(at, 1, priority=profit[at], uses={f"R{one:02}": row[one] for one in range(rows)})
        for at, row in enumerate(size)
    ]
    raw = _problem([_leg("L", "ORG", things, limits)], [0], cases, {"home": {"ORG": 0}})
    return Puzzle(f"mkp-{things}x{rows}-{tightness}-{seed}", raw, None, "placed")


def all_of(size: str) -> list[Puzzle]:
    """The `small`, `middle` or `large` problems of each family."""
    return {
        "small": lambda: [
            assignment("planted", 30, 5, 1), assignment("c", 30, 5, 1), location("planted", 20, 6, 1),
            location("plane", 20, 6, 1), packing(12, 0.3, 1), knapsack(40, 5, 0.5, 1),
        ],
        "middle": lambda: [
            assignment("planted", 100, 10, 1), assignment("d", 100, 5, 1), assignment("e", 100, 10, 1),
            location("planted", 50, 20, 1), location("plane", 60, 20, 1), packing(50, 0.0, 1), packing(50, 0.4, 1),
            knapsack(100, 5, 0.5, 1),
        ],
        "large": lambda: [
            assignment("planted", 400, 20, 1), assignment("d", 400, 40, 1), assignment("c", 900, 60, 1),
            location("planted", 200, 30, 1), location("plane", 200, 40, 1), packing(200, 0.1, 1),
            knapsack(500, 30, 0.25, 1),
        ],
    }[size]()  # fmt: skip
