"""Service codes: an agent's UM means UMNR, and the three kinds of wheelchair stay three services."""

from __future__ import annotations

import pytest

from planner.flights.workbook import cells
from planner.flights.workbook.cells import Cell, Wrong
from planner.reference.service_codes import binding, service, services


def test_it_knows_other_spellings_and_keeps_wheelchairs_apart() -> None:
    """An alias means the code itself, and codes that only look similar do not."""
    assert [service(code) for code in ("UM", "umnr", "MAS", "MEDA", "WCHR", "WCHS", "WCHC")] == [
        "UMNR", "UMNR", "MAAS", "MEDA", "WCHR", "WCHS", "WCHC",
    ]  # fmt: skip
    assert services(["UM", "UMNR", "WCHC"]) == ["UMNR", "WCHC"]
    assert binding({"UM": 2, "UMNR": 1, "WCHR": 3}) == {"UMNR": 1, "WCHR": 3}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("WHCR 1", "“WHCR” is not an airline service code"), ("UM 2, UMNR 1", "UMNR is entered twice")],
)
def test_it_refuses_limits_that_would_bind_nobody(text: str, sentence: str) -> None:
    """Limits with a misspelt code, or with two figures for one service, are refused."""
    with pytest.raises(Wrong, match=sentence):
        cells.limits(Cell("K6", "text", text))
