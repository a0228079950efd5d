"""Adds chances to a generated problem: documents with the usual lead times of their country, and small failures."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.benchmarks.timetable import Json

LEAD_TIMES = {  # days from the application at the embassy to the document: shortest, usual longest
    "UBN": (5, 15), "HAN": (30, 60), "SGN": (30, 60), "RMO": (3, 10), "TBS": (3, 10), "TAS": (15, 45),
    "BGW": (20, 60), "EBL": (20, 60), "LOS": (20, 40),
}  # fmt: skip
OTHERS = (5, 30)
WITHOUT_DOCUMENT = 0.72
QUANTILES = ((0.0, 10), (0.3, 40), (0.6, 70), (1.0, 90), (1.4, 96))  # position within that span, per cent


def with_chances(raw: Json, seed: int) -> Json:
    """The problem in format 1.1; the same seed gives the same chances."""
    rng = Random(f"lead times/{seed}")
    return {
        **raw,
        "format": "return-planning-problem/1.1",
        "legs": [{**one, "cancelled": rng.choice((0, 1, 1, 2, 3))} for one in raw["legs"]],
        "cases": [{**one, "ready": _ready(rng, one), "no_show": rng.choice((1, 2, 4, 8))} for one in raw["cases"]],
        "escorts": [{**one, "absence": rng.choice((2, 4, 6, 10))} for one in raw["escorts"]],
    }


def _ready(rng: Random, case: Json) -> list[list[object]]:
    if rng.random() >= WITHOUT_DOCUMENT:
        return []
    shortest, longest = LEAD_TIMES.get(case["destinations"][0], OTHERS)
    asked = date.fromisoformat(case["earliest"]) - timedelta(days=round(rng.uniform(0.4, 1.0) * longest))
    found: dict[date, int] = {}
    for share, chance in QUANTILES:
        found[asked + timedelta(days=round(shortest + share * (longest - shortest)))] = chance
    return [[day.isoformat(), chance] for day, chance in found.items()]
