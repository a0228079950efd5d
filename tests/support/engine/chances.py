"""Adds random chances to a raw problem, which makes it one of format 1.1."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.support.engine.tiny import Json

FORMAT = "return-planning-problem/1.1"


def uncertain(raw: Json, seed: int) -> Json:
    """The problem with chances for documents, people, escorts and legs; the same seed gives the same result."""
    rng = random.Random(f"chances/{seed}")

    def chance(often: float, most: int = 100) -> int:
        return rng.randint(0, most) if rng.random() < often else 0

    return {
        **raw,
        "format": FORMAT,
        "legs": [{**one, "cancelled": chance(0.4, 40)} for one in raw["legs"]],
        "cases": [{**one, "no_show": chance(0.4, 40), "ready": _ready(rng, one)} for one in raw["cases"]],
        "escorts": [{**one, "absence": chance(0.7)} for one in raw["escorts"]],
    }


def _ready(rng: random.Random, case: Json) -> list[list[object]]:
    first = date.fromisoformat(case["earliest"])
    days = sorted(rng.sample(range(-3, 8), rng.choice([0, 0, 1, 2, 3])))
    shares = sorted(rng.sample(range(1, 101), len(days)))
    return [[(first + timedelta(days=day)).isoformat(), share] for day, share in zip(days, shares, strict=True)]
