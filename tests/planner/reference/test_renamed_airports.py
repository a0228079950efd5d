"""Renamed and replaced airports are in one table with dates, and an old code means the new airport."""

from __future__ import annotations

import airportsdata
import pytest

from planner.reference.airports import UnknownAirport, airport, canonical, present
from planner.reference.renamed_airports import RENAMINGS, renaming


@pytest.mark.parametrize("one", RENAMINGS, ids=lambda one: one.old)
def test_it_reads_an_old_code_as_the_airport_in_use(one) -> None:
    """Every old code leads to an existing airport in its own time zone and is not an airport itself."""
    assert canonical(one.old.lower()) == present(one.old) == airport(one.old).code == one.new
    assert airport(one.new).zone == airport(one.old).zone


def test_it_keeps_the_table_in_order_and_without_chains() -> None:
    """Changes are in order of date, no new code is itself old, and no code has two rows."""
    assert [one.since for one in RENAMINGS] == sorted(one.since for one in RENAMINGS)
    assert not {one.new for one in RENAMINGS} & {one.old for one in RENAMINGS}
    assert len({one.old for one in RENAMINGS}) == len(RENAMINGS)
    known = airportsdata.load("IATA")
    assert all(one.new in known for one in RENAMINGS)


def test_it_leaves_airports_that_are_still_in_use() -> None:
    """Two airports of one city stay two, and an unknown code is refused."""
    assert [canonical(code) for code in ("SAW", "IST", "DMK", "BKK", "KBP", "IEV")] == [
        "SAW", "IST", "DMK", "BKK", "KBP", "IEV",
    ]  # fmt: skip
    assert renaming("PRG") is None and present("QQQ") == "QQQ"
    with pytest.raises(UnknownAirport):
        canonical("QQQ")
