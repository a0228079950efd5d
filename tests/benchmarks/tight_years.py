"""Tight years that differ from the record year, in nine variants: few seats, overlapping periods, shared hubs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

FIRST = date(2028, 1, 3)
PLACES = ("Ashford", "Birch House", "Castle Road", "Dunmore", "Elm Court", "Ferry Lane", "Grange", "Hillside")
CLOSED = PLACES[:3]  # facilities, with a daily limit of cases
ROLES = {"nurse": 2, "doctor": 1, "social": 4, "child": 15, "operational": 20}
FAMILIES = (
    ((1, 0, 0),) * 14 + ((1, 1, 0), (2, 0, 0)) * 2 + ((2, 1, 0), (1, 2, 0), (2, 2, 0), (2, 1, 1), (2, 3, 0), (2, 4, 0))
)
TONGUES = ("ru", "en", "fr", "ar", "mn")


@dataclass(frozen=True)
class Tight:
    """What makes a year tight; `money` and `charter_money` are shares of the cost of the cheapest journeys."""

    seats: tuple[int, ...] = (7, 7, 7, 8, 8, 10, 14)
    destinations: int = 15
    main: float = 0.6  # share of the people who go to the first destination
    a_day: float = 0.55  # journeys to each other destination; to the first one half as many more
    windows: tuple[int, int] = (10, 38)
    needs: float = 0.14
    escorts: int = 40
    lines: int = 3
    money: float = 1.12
    hubs: int = 4
    charters: bool = False


VARIANTS = {
    "scarce-seats": Tight(seats=(6, 7, 7, 8)),
    "scarce-escorts": Tight(escorts=14, needs=0.15),
    "scarce-money": Tight(money=0.88),
    "narrow-windows": Tight(windows=(5, 12), a_day=0.7),
    "many-lines": Tight(lines=14, money=1.05),
    "shared-hubs": Tight(hubs=1, seats=(7, 8, 8)),
    "one-nationality": Tight(destinations=1, main=1.0, a_day=0.8, windows=(10, 24), seats=(6, 7, 8)),
    "forty-nationalities": Tight(destinations=40, main=0.1, a_day=0.2, windows=(50, 110)),
    "charters-only": Tight(destinations=2, main=0.7, charters=True, windows=(40, 100), money=1.1),
}


def tight_year(variant: str, seed: int, people: int = 2420) -> Json:
    """One problem as the JSON object of the format; fewer people get fewer days, so that it is equally tight."""
    shape, rng, days = VARIANTS[variant], Random(f"{variant}/{seed}/{people}"), max(60, 365 * people // 2420)
    ends = [f"D{number:02d}" for number in range(shape.destinations)]
    legs, journeys = _charters(rng, shape, ends, people, days) if shape.charters else _timetable(rng, shape, ends, days)
    lines = [f"L{number:02d}" for number in range(shape.lines)]
    cases = _cases(rng, shape, ends, lines, people, days)
    transfers = {place: {"HOM": rng.randrange(20, 400) * 100} for place in PLACES}
    return {
        "format": "return-planning-problem/1", "currency": "EUR", "legs": legs, "journeys": journeys, "cases": cases,
        "transfers": transfers, "together": _pairs(rng, cases, 12), "apart": _pairs(rng, cases, 20),
        "roles": {role: {"capacity": size} for role, size in ROLES.items()},
        "escorts": [_escort(rng, number, days) for number in range(max(2, shape.escorts * people // 2420))],
        "return_days": {end: rng.choice((1, 1, 2)) for end in ends},
        "lines": _lines(rng, shape, lines, cases, journeys, legs),
        "day_limits": {"by_location": dict.fromkeys(CLOSED, 8)},
    }  # fmt: skip


def _leg(rng: Random, origin: str, end: str, day: date, hours: tuple[int, int], seats: int) -> Json:
    return {
        "id": f"{origin}{end}-{day:%m%d}", "carrier": "ZZ", "number": "1", "origin": origin, "destination": end,
        "departs": f"{day}T{hours[0]:02d}:00:00+01:00", "arrives": f"{day}T{hours[1]:02d}:00:00+01:00", "seats": seats,
        "limits": {"WCHC": 2, "STCR": 1, "UM": 2}, "escort_fare": rng.randrange(120, 420) * 100,
    }  # fmt: skip


def _timetable(rng: Random, shape: Tight, ends: list[str], days: int) -> tuple[list[Json], list[Json]]:
    """A feeder to every hub on every day, which the onward flights share."""
    hubs = [f"H{number}" for number in range(shape.hubs)]
    legs: dict[str, Json] = {}
    journeys: list[Json] = []
    served = {end: rng.sample(hubs, min(len(hubs), 2)) for end in ends}
    for offset in range(days):
        day = FIRST + timedelta(days=offset)
        for number, end in enumerate(ends):
            for turn in range(_times(rng, shape.a_day * (1.5 if number == 0 else 1.0))):
                hub = f"{served[end][turn % len(served[end])]}{turn // 2 or ''}"
                feeder = _leg(rng, "HOM", hub, day, (7, 10), rng.choice(shape.seats) * (3 if shape.hubs == 1 else 2))
                onward = _leg(rng, hub, end, day, (13, 21), rng.choice(shape.seats))
                if onward["id"] not in legs:
                    legs.setdefault(feeder["id"], feeder)
                    legs[onward["id"]] = onward
                    journeys.append(_journey(rng, [feeder["id"], onward["id"]], number))
    return list(legs.values()), journeys


def _times(rng: Random, rate: float) -> int:
    return int(rate) + (rng.random() < rate % 1)


def _journey(rng: Random, legs: list[str], number: int) -> Json:
    adult = (18000 + 2600 * (number * 7 % 15) + rng.randrange(18000)) // 100 * 100
    group = {"minimum": rng.choice((8, 10, 12)), "fares": _fares(adult * 8 // 10)} if rng.random() < 0.6 else None
    return {"id": "J" + "+".join(legs), "legs": legs, "fares": _fares(adult), "group": group}


def _fares(adult: int) -> Json:
    return {"adult": adult, "child": adult * 3 // 4, "infant": adult // 10}


def _charters(rng: Random, shape: Tight, ends: list[str], people: int, days: int) -> tuple[list[Json], list[Json]]:
    """Whole aircraft that fly with at least fifteen people or not at all, with about a third more seats than people."""
    legs, journeys, seats = [], [], 0
    while seats < 1.35 * people:
        end = ends[0] if rng.random() < shape.main else rng.choice(ends)
        leg = _leg(
            rng, "HOM", end, FIRST + timedelta(days=rng.randrange(4, days)), (8, 17), rng.choice((30, 40, 60, 90))
        )
        leg["id"] += f"-{len(legs)}"
        legs.append(leg)
        row = {"minimum": min(15, people // 8), "fixed_cost": leg["seats"] * rng.randrange(180, 300) * 100}
        journeys.append({"id": "X" + leg["id"], "legs": [leg["id"]], "fares": _fares(0), "group": None, **row})
        seats += leg["seats"]
    return legs, journeys


def _cases(rng: Random, shape: Tight, ends: list[str], lines: list[str], people: int, days: int) -> list[Json]:
    cases: list[Json] = []
    left = people
    while left > 0:
        family = rng.choice([one for one in FAMILIES if sum(one) <= left])
        left -= sum(family)
        cases.append(_case(rng, shape, family, len(cases), ends, lines, days))
    return cases


def _case(
    rng: Random, shape: Tight, family: tuple[int, int, int], number: int, ends: list[str], lines: list[str], days: int
) -> Json:
    end = ends[0] if rng.random() < shape.main else rng.choice(ends)
    length = rng.randint(*shape.windows)
    start = rng.randrange(max(1, days - length))
    mine = rng.sample(lines, min(2, len(lines)))
    adult, child, infant = family
    place = rng.choice(PLACES)
    return {
        "id": f"T-{number:04d}", "travellers": {"adult": adult, "child": child, "infant": infant},
        "seats": adult + child, "location": place, "destinations": [end],
        "earliest": str(FIRST + timedelta(days=start)), "latest": str(FIRST + timedelta(days=start + length)),
        "priority": rng.choice((1, 1, 2, 2, 3, 4, 6, 8)), "waiting_cost": rng.choice((0, 900, 1500, 5000)),
        "escorts": [_need(rng, sum(family))] if rng.random() < shape.needs else [],
        "uses": {"WCHC": 1} if rng.random() < 0.03 else {},
        "lines": {"transport": mine, "escort": mine, "assistance": []},
    }  # fmt: skip


def _need(rng: Random, persons: int) -> Json:
    role = rng.choice(tuple(ROLES))
    return {
        "role": role, "load": min(persons, ROLES[role]) if role in ("child", "operational") else 1,
        "until": rng.choice(("destination", "destination", "first_stop")),
        "languages": rng.sample(TONGUES, 2) if rng.random() < 0.5 else None,
        "gender": rng.choice("FM") if rng.random() < 0.1 else None,
    }  # fmt: skip


def _escort(rng: Random, number: int, days: int) -> Json:
    start, periods = FIRST, []
    while start < FIRST + timedelta(days=days + 10):
        end = start + timedelta(days=rng.randrange(20, 80))
        periods.append([str(start), str(end)])
        start = end + timedelta(days=rng.randrange(3, 14))
    roles = {tuple(ROLES)[number % len(ROLES)], rng.choice(tuple(ROLES))}
    return {
        "id": f"E{number:02d}", "roles": sorted(roles), "languages": rng.sample(TONGUES, rng.choice((1, 2, 2, 3))),
        "gender": rng.choice("FM"), "available": periods, "daily_cost": rng.choice((9000, 14000, 20000)),
        "rest_days": rng.choice((0, 1, 2)), "max_missions": rng.choice((None, max(2, days // 20))),
    }  # fmt: skip


def _pairs(rng: Random, cases: list[Json], most: int) -> list[list[str]]:
    """Pairs with the same destination and overlapping periods."""
    pairs = []
    for one in rng.sample(cases, min(most, len(cases) // 4)):
        fits = [two["id"] for two in cases if two is not one and two["destinations"] == one["destinations"]
                and two["earliest"] <= one["latest"] and one["earliest"] <= two["latest"]]  # fmt: skip
        if fits:
            pairs.append([one["id"], rng.choice(fits)])
    return pairs


def _lines(
    rng: Random, shape: Tight, names: list[str], cases: list[Json], journeys: list[Json], legs: list[Json]
) -> list[Json]:
    """Ceilings: the cost of middling journeys with escorts, in shares that differ between the lines."""
    ends, of_end = {leg["id"]: leg["destination"] for leg in legs}, dict[str, list[Json]]()
    for journey in journeys:
        of_end.setdefault(ends[journey["legs"][-1]], []).append(journey)
    seats = {leg["id"]: leg["seats"] for leg in legs}
    prices = {end: sorted(_a_head(one, seats) for one in mine) for end, mine in of_end.items()}
    spent = dict.fromkeys(names, 0)
    for case in cases:
        price = prices.get(case["destinations"][0]) or [0]
        cost = price[len(price) // 3] * case["seats"] + 15000 + 60000 * len(case["escorts"])
        for line in case["lines"]["transport"]:
            spent[line] += cost // len(case["lines"]["transport"])
    until = str(FIRST + timedelta(days=500))
    return [
        {"id": name, "ceiling": int(spent[name] * shape.money * rng.uniform(0.97, 1.03)), "from": str(FIRST),
         "to": until, "covers": ["transport", "escort", "charter"]}
        for name in names
    ]  # fmt: skip


def _a_head(journey: Json, seats: dict[str, int]) -> int:
    fixed = int(journey.get("fixed_cost", 0))
    return int(journey["fares"]["adult"]) + fixed // int(seats[journey["legs"][0]])
