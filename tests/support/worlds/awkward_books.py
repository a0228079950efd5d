"""Workbooks of offers as other programs or careless people make them: strict, from 1904, hidden parts, formulas."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.support.worlds.offers import FIRST, HEAD, SECOND, book, changed, saved

STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
}


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with every part changed by `change(name, text)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def strict(content: bytes) -> bytes:
    """The workbook saved as “Strict Open XML Spreadsheet”."""

    def renamed(_name: str, text: bytes) -> bytes:
        for usual, named in STRICT.items():
            text = text.replace(usual, named)
        return text

    return rewritten(content, renamed)


def prefixed(content: bytes) -> bytes:
    """The workbook as some programs write it, with a prefix for every element: `<x:row>`, `<x:c>`."""

    def named(name: str, text: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return text
        text = text.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?")
        return text.replace(b"xmlns=", b"xmlns:x=")

    return rewritten(content, named)


def dragged(rows: int = 3) -> bytes:
    """Formulas that give "" copied down below the offers, as LibreOffice and Excel save them."""
    cells = b"".join(
        b'<row r="%d"><c r="L%d" t="str"><f>IF(K%d="","",1)</f><v></v></c></row>' % (n, n, n)
        for n in range(5, 5 + rows)
    )
    return rewritten(
        saved(book(FIRST, SECOND)),
        lambda name, text: text.replace(b"</sheetData>", cells + b"</sheetData>") if "sheet1.xml" in name else text,
    )


def from_1904(*rows: Any) -> bytes:
    """A workbook that counts days from 1904."""
    made = book(*(rows or (FIRST, SECOND)))
    made.epoch = CALENDAR_MAC_1904
    return saved(made)


def serial_1904(day: date) -> int:
    """The number of a day in such a workbook."""
    return (day - date(1904, 1, 1)).days


def two_sheets(*, hidden: bool = False, second: Any = None, above: Any = (("navrat-offers/1",),)) -> bytes:
    """The usual offers, and one more on a second sheet."""
    made = book(FIRST, SECOND, above=above)
    made.worksheets[0].title = "Offers"
    other = made.create_sheet("Hanoi")
    row = second or changed(FIRST, Option="H1", Flight="QR 290", To="DOH", Arrives="23:05")
    for line in (*above, HEAD, row):
        other.append(list(line))
    other.sheet_state = "hidden" if hidden else "visible"
    return saved(made)


def hidden_columns(*letters: str, grouped: tuple[str, str] | None = None) -> bytes:
    """The usual offers with hidden columns."""
    made = book(FIRST, SECOND)
    columns = made.worksheets[0].column_dimensions
    for letter in letters:
        columns[letter].hidden = True
    if grouped:
        columns.group(*grouped, hidden=True)
    return saved(made)
