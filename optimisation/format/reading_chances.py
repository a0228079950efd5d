"""From JSON to what is uncertain: chances in per cent, and the dates by which papers are there."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from optimisation.format.reading_rules import Known
from optimisation.format.strict import Form, a_text, an_integer, to_date

CERTAIN = 100


def per_cent(form: Form, key: str, known: Known) -> int:
    """A chance from 0 to 100, 0 when the key is absent; in a format without chances the key stays unknown."""
    if not known.chances:
        return 0
    found = int(form.number(key, 0))
    if form.good(key) and found > CERTAIN:
        form.fault(key, f"above {CERTAIN}")
    return found


def ready(form: Form, known: Known) -> tuple[tuple[date, int], ...]:
    """Dates with the chance (1 to 100) that the papers are there by then; both strictly ascending."""
    if not known.chances:
        return ()
    found: tuple[tuple[date, int], ...] = form.items("ready", (), _by_then)
    if form.good("ready"):
        for at, (before, after) in enumerate(pairwise(found), start=1):
            if after[0] <= before[0]:
                form.fault(f"ready[{at}]", "the date is not after the one before")
            if after[1] <= before[1]:
                form.fault(f"ready[{at}]", "the per cent is not above the one before")
    return found


def _by_then(item: Any) -> tuple[date, int]:
    if not isinstance(item, list | tuple) or len(item) != len(("date", "per cent")):
        raise ValueError("not a date and a per cent")
    by, chance = to_date(a_text(item[0])), an_integer(item[1], 1)
    if chance > CERTAIN:
        raise ValueError(f"above {CERTAIN}")
    return by, chance
