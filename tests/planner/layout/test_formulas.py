"""R37: text that somebody typed, in any column, never becomes a formula in a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest

from tests.support.house import House
from tests.support.pages.poisoning import poison
from tests.support.worlds.world import OWN

COMMAND = "cmd|' /C calc'!A0"
FEW = ("=1+1", "+1-1", "@SUM(1,1)", "\t=1+1", "=HYPERLINK(1)", "\x01=1+1")
MANY = (
    *FEW,
    "-1+1",
    "-5",
    "=",
    "==1",
    "= 1",
    " =1+1",
    "\r=1",
    "\n=1",
    "\u00a0=1",
    "|calc",
    "%1",
    "%0A=1",
    f"={COMMAND}",
    f"+{COMMAND}",
    f"-{COMMAND}",
    f"@{COMMAND}",
    "=A1",
    "=SUM(A1:A9)",
    "{=1}",
    "'=1",
    '"=1"',
    ";=1",
    ",=1",
    "\uff1d1+1",
)
OUTPUTS = (
    ("finance", "/budget/{project}/workbook"),
    ("planner", "/flights/options/workbook"),
    ("planner", "/flights/requests/{flight_request}/workbook"),
)
OURS = ("=SUM", "=C", "=F", "=G", "=ROUND(")
"""How the formulas of Navrat begin; no payload begins like that."""


@pytest.fixture
def mended(house: House) -> Iterator[House]:
    yield house
    house.rows.put_back()


def test_it_writes_no_formula_of_what_somebody_typed(mended: House, hard: bool) -> None:
    """With the payload in every free text of every table, workbooks have no more formulas, and numbers stay numbers."""
    assert len(MANY) == 30
    ids = {noun: kinds[OWN] for noun, kinds in mended.world.ids.items() if OWN in kinds}
    wrong = []
    for payload in MANY if hard else FEW:
        assert poison(mended.app, payload) >= 30
        for view, url in OUTPUTS:
            answer = mended.door(view).call("GET", url.format(**ids))
            assert answer.status_code == 200, (payload, url)
            book = openpyxl.load_workbook(BytesIO(answer.data))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            wrong += [
                f"{payload!r} {url} {cell.coordinate}"
                for cell in cells
                if cell.data_type == "f" and not str(cell.value).startswith(OURS)
            ]
            wrong += [
                f"{payload!r} {url} {cell.coordinate}: not marked as text"
                for cell in cells
                if cell.data_type == "s" and str(cell.value)[:1] in "=+-@" and not cell.quotePrefix
            ]
        mended.rows.put_back()
    assert wrong == []
