"""A realistic caseload: families, detention periods, escorts with languages and rest days, overlapping donor lines."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.benchmarks.timetable import DESTINATIONS, Json

PLACES: dict[str, dict[str, int]] = {
    "Bela-Jezova": {"PRG": 12000},
    "Vysni Lhoty": {"PRG": 39000, "VIE": 43000},
    "Balkova": {"PRG": 21000},
    "Praha": {"PRG": 1500, "VIE": 9000},
    "Zastavka": {"PRG": 9000, "VIE": 7000},
    "Kostelec": {"PRG": 8500, "VIE": 14000},
    "Brno": {"PRG": 6000, "VIE": 4500},
    "Ostrava": {"PRG": 9500, "VIE": 8500},
    "Plzen": {"PRG": 4500},
    "Mlada Boleslav": {"PRG": 4000},
    "Pardubice": {"PRG": 4500, "VIE": 9500},
}
DETENTION = ("Bela-Jezova", "Vysni Lhoty", "Balkova")
LANGUAGES = ("cs", "en", "ru", "mn", "vi", "ka", "kk", "uz", "ar", "ro", "sr", "fr", "bn", "hi")
SPOKEN = {
    "UBN": "mn",
    "HAN": "vi",
    "SGN": "vi",
    "TAS": "uz",
    "TBS": "ka",
    "RMO": "ro",
    "ALA": "kk",
    "FRU": "ru",
    "EVN": "ru",
    "BGW": "ar",
    "EBL": "ar",
    "PRN": "sr",
    "BEG": "sr",
    "DAC": "bn",
    "DEL": "hi",
    "LOS": "en",
    "TUN": "fr",
}
ROLES = {"nurse": 2, "doctor": 1, "social": 4, "child": 15, "operational": 20}
FAMILIES = (
    ((1, 0, 0),) * 60
    + ((1, 1, 0), (2, 0, 0), (2, 1, 0)) * 7
    + ((1, 0, 1), (2, 2, 0), (2, 3, 0), (2, 1, 1)) * 3
    + ((1, 2, 0), (3, 2, 1), (2, 4, 0), (1, 3, 1))
)


def caseload(rng: Random, first: date, days: int, people: int, share: float | None, lines: list[str]) -> list[Json]:
    """Cases with about `people` travellers in total; `share` of the people go to UBN (None: the usual mix)."""
    cases: list[Json] = []
    left, mongolia = people, round(people * share) if share is not None else 0
    while left > 0:
        family = rng.choice([shape for shape in FAMILIES[-12:] + FAMILIES if sum(shape) <= left])
        if share is not None:
            code = "UBN" if mongolia > 0 else _destination(rng, without="UBN")
            mongolia -= sum(family)
        else:
            code = _destination(rng)
        cases.append(_case(rng, len(cases) + 1, family, code, first, days, lines))
        left -= sum(family)
    rng.shuffle(cases)
    return cases


def _destination(rng: Random, without: str | None = None) -> str:
    codes = [code for code in DESTINATIONS if code != without]
    return rng.choices(codes, [DESTINATIONS[code][5] for code in codes])[0]


def _case(
    rng: Random, number: int, family: tuple[int, int, int], code: str, first: date, days: int, lines: list[str]
) -> Json:
    adult, child, infant = family
    location = rng.choice(DETENTION) if rng.random() < 0.25 else rng.choice(("Praha", "Praha", *PLACES))
    length = rng.randrange(6, 20) if location in DETENTION else rng.randrange(9, 40)
    start = rng.randrange(max(1, days - min(length, days // 2)))
    earliest = first + timedelta(days=start)
    latest = min(earliest + timedelta(days=length), first + timedelta(days=days - 1))
    pick = rng.sample(lines, rng.choice((1, 2, 2, 3, 3)) if len(lines) > 2 else len(lines))
    helped = rng.random() < 0.75
    case: Json = {
        "id": f"C-{number:05d}",
        "travellers": {"adult": adult, "child": child, "infant": infant},
        "seats": adult + child,
        "location": location,
        "destinations": ["HAN", "SGN"] if code in ("HAN", "SGN") and rng.random() < 0.4 else [code],
        "earliest": earliest.isoformat(),
        "latest": latest.isoformat(),
        "latest_arrival": (latest + timedelta(days=rng.choice((0, 1)))).isoformat() if rng.random() < 0.3 else None,
        "priority": rng.choice((1, 1, 1, 2, 2, 2, 3, 3, 5, 6, 8)),
        "waiting_cost": rng.choice((800, 1500, 4000, 5500, 14000))
        if location in DETENTION
        else rng.choice((0, 0, 800, 1500)),
        "uses": {},
        "max_connections": 1 if rng.random() < 0.25 else None,
        "allow_overnight": rng.random() < 0.8,
        "no_transit": ["DOH", "DXB"] if rng.random() < 0.08 else [],
        "escorts": [],
        "lines": {
            "transport": pick,
            "escort": pick,
            "assistance": ["EURP"] if rng.random() < 0.5 else ["EURP", lines[1 % len(lines)]],
        },
        "assistance_cost": sum(family) * rng.choice((20500, 25000, 61500)) if helped else 0,
    }
    _care(rng, case, code)
    _extras(rng, case)
    return case


def _care(rng: Random, case: Json, code: str) -> None:
    if rng.random() >= 0.12:
        return
    roles = rng.sample(list(ROLES), 2 if rng.random() < 0.12 else 1)
    for role in roles:
        tongues = sorted({SPOKEN[code], "en", "ru"}) if rng.random() < 0.35 else None
        case["escorts"].append(
            {
                "role": role,
                "load": min(ROLES[role], sum(case["travellers"].values()) if role in ("child", "operational") else 1),
                "until": rng.choice(("destination", "destination", "first_stop")),
                "languages": tongues,
                "gender": rng.choice(("F", "M")) if rng.random() < 0.12 else None,
            }
        )
    if roles[0] in ("nurse", "doctor") and rng.random() < 0.5:
        case["uses"] = {"WCHC": 1}


def _extras(rng: Random, case: Json) -> None:
    """Keys that only few cases use: seats for a stretcher, and a case of low priority that may wait at a cost."""
    if rng.random() < 0.02:
        case["seats"] += 5
        case["uses"] = {"STCR": 1}
    if rng.random() < 0.03:
        case["priority"], case["left_cost"] = 0, rng.randrange(20, 90) * 1000


def priced_on_some(rng: Random, cases: list[Json], journeys: list[Json], legs: dict[str, Json]) -> None:
    """Give some cases a fee or a penalty on some of their journeys, and forbid a few."""
    for case in cases:
        if rng.random() < 0.15:
            mine = [
                j["id"]
                for j in journeys
                if legs[j["legs"][-1]]["destination"] in case["destinations"]
                and case["earliest"] <= legs[j["legs"][0]]["departs"][:10] <= case["latest"]
            ]
            for key, money in (("costs_on", 6000), ("penalty_on", 20000)):
                case[key] = {name: money for name in mine if rng.random() < 0.3}
            case["excluded"] = [name for name in mine if rng.random() < 0.1]


def escorts(rng: Random, first: date, days: int, count: int) -> list[Json]:
    """Escorts with one or two roles, two to four languages, leave, rest days and a maximum of missions."""
    rows: list[Json] = []
    for number in range(count):
        role = list(ROLES)[number % len(ROLES)]
        other = [rng.choice(list(ROLES))] if rng.random() < 0.3 else []
        rows.append(
            {
                "id": f"E{number + 1:02d}",
                "roles": sorted({role, *other}),
                "languages": sorted(rng.sample(LANGUAGES, rng.randrange(2, 5)) + ["en"]),
                "gender": rng.choice(("F", "M")),
                "available": _periods(rng, first, days),
                "daily_cost": rng.choice((9000, 12000, 18000, 22000)),
                "rest_days": rng.choice((0, 1, 1, 2)),
                "max_missions": rng.choice((None, max(2, days // 15), max(3, days // 8))),
                "barred": [rng.choice(("BGW", "EBL", "DAC"))] if rng.random() < 0.15 else [],
            }
        )
        rows[-1]["languages"] = sorted(set(rows[-1]["languages"]))
    return rows


def _periods(rng: Random, first: date, days: int) -> list[list[str]]:
    periods, start = [], first
    last = first + timedelta(days=days + 9)
    while start < last:
        end = min(last, start + timedelta(days=rng.randrange(15, 70)))
        periods.append([start.isoformat(), end.isoformat()])
        start = end + timedelta(days=rng.randrange(4, 9))
    return periods


def links(rng: Random, cases: list[Json], every: int) -> dict[str, Any]:
    """Groups that travel together and pairs that are kept apart, about one of each for `every` cases."""
    by_code: dict[str, list[Json]] = {}
    for case in cases:
        by_code.setdefault(case["destinations"][0], []).append(case)
    together, apart, apart_days = [], [], []
    for _ in range(max(1, len(cases) // every)):
        group = rng.choice([rows for rows in by_code.values() if len(rows) > 1] or [cases])
        one, two = rng.sample(group, 2)
        if (
            one["destinations"] == two["destinations"]
            and one["earliest"] <= two["latest"]
            and two["earliest"] <= one["latest"]
        ):
            together.append([one["id"], two["id"]])
        apart.append([case["id"] for case in rng.sample(group, 2)])
        apart_days.append([case["id"] for case in rng.sample(cases, 2)])
    return {"together": together, "apart": apart, "apart_days": apart_days}
