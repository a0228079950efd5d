"""Workbooks of offers for tests: a table of any shape, and a request to which it is the answer."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEAD = (
    "Option",
    "Status",
    "Flight",
    "Date",
    "Origin",
    "Departs",
    "To",
    "Arrives",
    "Arrival date",
    "Seats on the flight",
    "Service limits",
    "Escort fare",
    "Seats in the option",
    "Adult",
    "Child",
    "Infant",
    "Group fare from (people)",
    "Group fare: adult",
    "Group fare: child",
    "Group fare: infant",
    "Minimum people",
    "Fixed cost",
    "Time limit",
    "Currency",
    "Supplier",
)
FIRST = (
    "A1",
    "held",
    "TK 1768",
    date(2027, 3, 3),
    "PRG",
    time(14, 45),
    "IST",
    time(19, 25),
    None,
    12,
    "WCHC 1, UM 2",
    3100,
    9,
    9800,
    7350.5,
    980,
    10,
    8700,
    6525,
    870,
    0,
    0,
    datetime.fromisoformat("2027-02-20T18:00"),
    "CZK",
    "Agency",
)
SECOND = ("A1", None, "TK 236", date(2027, 3, 3), "IST", time(22, 10), "UBN", time(12, 40), None, 9)


def book(*rows: Any, head: Any = HEAD, above: Any = (("navrat-offers/1",),)) -> Workbook:
    """A workbook with lines above, a header and rows."""
    made = Workbook()
    sheet = made.worksheets[0]
    for row in (*above, head, *rows):
        sheet.append(list(row))
    return made


def saved(made: Workbook) -> bytes:
    """The content of the workbook as a file."""
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(row: Any, **values: Any) -> tuple[Any, ...]:
    """The row with other values under these headings (spaces written as underscores)."""
    cells = [*row, *[None] * (len(HEAD) - len(row))]
    for name, value in values.items():
        cells[HEAD.index(name.replace("_", " "))] = value
    return tuple(cells)


def offers(*rows: Any, **values: Any) -> bytes:
    """The content of a workbook with these rows (by default two flights of one option)."""
    return saved(book(*(rows or (FIRST, SECOND)), **values))
