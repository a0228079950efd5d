"""Builds sheets from columns and rows: typed cells, frozen header, filter, print set-up, no formulas from text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from models.money.currency import minor_digits

FORMATS = {"money": "#,##0.00", "day": "yyyy-mm-dd", "whole": "#,##0", "text": "@", "rate": "0.0000####"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD = PatternFill("solid", fgColor="0B5D66")
_LINE = Side(style="thin", color="C9D1D3")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its type (money, day, whole, text, rate) and its width in characters."""

    title: str
    kind: str = "text"
    width: int = 16


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of our own, starting with `=`; no other cell can become one. Amounts have `digits` decimals."""

    text: str
    digits: int = 2


def money_cell(minor: int, currency: str) -> Decimal:
    """Minor units as an exact decimal for a cell, with the decimals of the currency."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def money_format(digits: int) -> str:
    """The number format of an amount with this many decimals."""
    return "#,##0" + ("." + "0" * digits if digits else "")


def put(cell: Cell | MergedCell, value: Any, kind: str = "text") -> None:
    """Write one typed value; text never becomes a formula, whatever it starts with; control characters are dropped."""
    if isinstance(value, Formula):
        cell.value = value.text
    elif isinstance(value, str):
        cell.value = text = _CONTROL.sub("", value)[:32_000]
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in "=+-@\t\r|%" and bool(text)
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
    else:
        cell.value = value
    cell.number_format = FORMATS[kind if not isinstance(value, str) else "text"]
    if kind == "money" and not isinstance(value, str):
        cell.number_format = money_format(_digits(value))
    if kind in ("money", "whole", "rate"):
        cell.alignment = Alignment(horizontal="right")


def _digits(value: Any) -> int:
    if isinstance(value, Formula):
        return value.digits
    return -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 2


def add_sheet(
    book: Workbook,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    totals: Sequence[Any] | None = None,
    above: Sequence[str] = (),
) -> Worksheet:
    """Add a sheet: lines `above`, a frozen header with filters, the rows, and a separate row of totals.

    The header is in row len(above) + 1 and the rows start right below it. Formulas rely on that.
    """
    sheet: Worksheet = book.create_sheet(title[:31])
    for number, line in enumerate(above, start=1):
        put(sheet.cell(number, 1), line)
        sheet.cell(number, 1).font = Font(bold=number == 1, size=13 if number == 1 else 10)
    head = len(above) + 1
    for index, column in enumerate(columns, start=1):
        cell = sheet.cell(head, index)
        put(cell, column.title)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
        cell.alignment = Alignment(
            wrap_text=True,
            vertical="center",
            horizontal="right" if column.kind in ("money", "whole", "rate") else "left",
        )
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    for number, row in enumerate(rows, start=head + 1):
        for index, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
            put(sheet.cell(number, index), value, column.kind)
    last = head + len(rows)
    if totals is not None:
        for index, (column, value) in enumerate(zip(columns, totals, strict=True), start=1):
            cell = sheet.cell(last + 1, index)
            put(cell, value, column.kind)
            cell.font, cell.border = Font(bold=True), Border(top=_LINE)
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{max(last, head)}"
    _set_up_print(sheet, head)
    return sheet


def _set_up_print(sheet: Worksheet, head: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.oddFooter = footer = HeaderFooterItem()
    footer.left.text, footer.right.text = "&A", "&P / &N"


def new_book(title: str) -> Workbook:
    """An empty workbook whose properties name the product and no person."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = book.properties.lastModifiedBy = "Navrat"
    book.properties.title = title
    book.add_named_style(NamedStyle(name="navrat"))
    book.calculation.fullCalcOnLoad = True
    return book


def as_bytes(book: Workbook) -> bytes:
    """The workbook as bytes of a file."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
