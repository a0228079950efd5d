"""Reads an untrusted workbook in a separate process: file on standard input, cells as JSON on standard output.

It is run by path, so that it loads nothing of the application: only the standard library, openpyxl and defusedxml.
Memory and time are limited first; then the archive is checked before anything is parsed.
"""

import io
import itertools
import json
import os
import re
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 512 * 1024 * 1024
SECONDS = 20
MOST_PARTS, MOST_UNPACKED, MOST_RATIO, MOST_STYLES = 200, 50 * 1024 * 1024, 50, 5 * 1024 * 1024
SMALL = 1024 * 1024
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 20, 20_000, 60, 2000
MOST_CELLS = 600_000
FAR_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?(?:v|is|f)\b')
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\br="(\d{1,7})")(?=[^>]*\bhidden="(?:1|true)")[^>]*>\s*<(?:\w+:)?c\b')
COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
UNSEEN = re.compile(rb'\bhidden="(?:1|true)"|\bwidth="0(?:\.0*)?"')
FROM_TO = re.compile(rb'\b(min|max)="(\d{1,5})"')
FORMAT_SIGN = re.compile(r'\[\$([^\]-]+)|"([^"\d]+)"|([€£$¥₫])')
"""A currency in a number format: `[$€-407]`, `"zł"`, `$`."""
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}
"""Namespaces of "Strict Open XML" and those of ordinary workbooks; openpyxl knows only the latter."""


@dataclass
class Seen:
    """What was found in each part while the archive was checked, before anything was parsed."""

    rows: dict[str, set[int]] = field(default_factory=dict)
    """Numbers of hidden rows with content, by the name of the sheet's part."""
    columns: dict[str, set[int]] = field(default_factory=dict)
    """Numbers of hidden columns, by the name of the sheet's part."""
    formulas: bool = False
    strict: bool = False


class Refused(Exception):
    """The file is not accepted; the parent process words `code`."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def limit() -> None:
    """Give this process at most 512 MB and 20 seconds of processor time."""
    try:
        import resource
    except ImportError:  # not on Windows; the parent's time limit remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def looked_at(content: bytes) -> Seen:
    """Check the archive without trusting its own headers; returns what is hidden in it and how it is written.

    Raises `Refused` with a code for the parent.
    """
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refused("old_or_locked")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused("not_a_workbook") from None
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise Refused("too_many_parts")
    if len(set(names)) != len(names):
        raise Refused("damaged")
    if any("vbaproject" in name.lower() for name in names):
        raise Refused("macros")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise Refused("not_a_workbook")
    if any(
        part.flag_bits & 0x1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts
    ):
        raise Refused("old_or_locked")
    return _unpacked(archive, parts, len(content))


def _unpacked(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], packed: int) -> Seen:
    total, seen = 0, Seen()
    for part in parts:
        size, tail = 0, b""
        try:
            with archive.open(part) as stream:
                while block := stream.read(256 * 1024):
                    size, total = size + len(block), total + len(block)
                    _bounded(part.filename, size, total, packed)
                    _scanned(part.filename, tail + block, seen)
                    tail = block[-300:]
        except Refused:
            raise
        except Exception:  # zipfile, zlib and false sizes fail in many ways; for the sender they are all the same
            raise Refused("damaged") from None
    return seen


def _bounded(name: str, size: int, total: int, packed: int) -> None:
    if total > MOST_UNPACKED or (total > SMALL and total > MOST_RATIO * packed):
        raise Refused("too_large")
    if name.endswith("styles.xml") and size > MOST_STYLES:
        raise Refused("too_large")


def _scanned(name: str, block: bytes, seen: Seen) -> None:
    upper = block.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise Refused("doctype")
    seen.strict |= name == "xl/workbook.xml" and b"http://purl.oclc.org/ooxml/" in block
    if not name.startswith("xl/worksheets/"):
        return
    for column, row in FAR_CELL.findall(block):
        if int(row) > MOST_ROWS or _column_number(column) > MOST_COLUMNS:
            raise Refused("too_far", cell=column.decode() + row.decode(), rows=MOST_ROWS, columns=MOST_COLUMNS)
    seen.formulas |= FORMULA.search(block) is not None
    seen.rows.setdefault(name, set()).update(int(row) for row in HIDDEN_ROW.findall(block))
    for column in COLUMN.findall(block):
        if UNSEEN.search(column):
            ends = {key: int(number) for key, number in FROM_TO.findall(column)}
            last = min(ends.get(b"max", 0), MOST_COLUMNS)
            seen.columns.setdefault(name, set()).update(range(ends.get(b"min", 1), last + 1))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def ordinary(content: bytes) -> bytes:
    """A strict workbook, rewritten with the namespaces of ordinary ones."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for strict, usual in STRICT.items():
                    text = text.replace(strict, usual)
            new.writestr(part.filename, text)
    return made.getvalue()


def book(content: bytes, seen: Seen) -> dict[str, Any]:
    """Every sheet's cells by row and column; hidden ones are read and reported too. Raises `Refused` above limits."""
    os.environ["OPENPYXL_LXML"] = "False"
    sys.modules["numpy"] = None  # type: ignore[assignment]  # not needed, and too large for our memory
    from openpyxl import load_workbook

    if seen.strict:
        content = ordinary(content)
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = values
    if seen.formulas:  # only these workbooks need a second reading, for formulas without a saved result
        formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    if len(values.sheetnames) > MOST_SHEETS:
        raise Refused("too_many_sheets", sheets=MOST_SHEETS)
    found, left = [], MOST_CELLS
    for name in values.sheetnames:
        if hasattr(values[name], "iter_rows"):
            found.append(_sheet(name, values[name], formulas[name], seen, left))
            left -= sum(len(row["cells"]) for row in found[-1]["rows"])
    return {"sheets": found, "from_1904": values.epoch.year == 1904}


def _sheet(name: str, values: Any, formulas: Any, seen: Seen, left: int) -> dict[str, Any]:
    part = str(getattr(values, "_worksheet_path", "")).lstrip("/")
    return {
        "name": name[:60],
        "hidden": values.sheet_state != "visible",
        "rows": _rows(values, formulas, left),
        "hidden_rows": sorted(seen.rows.get(part, ())),
        "hidden_columns": [_letters(number) for number in sorted(seen.columns.get(part, ()))],
    }


def _rows(values: Any, formulas: Any, left: int) -> list[dict[str, Any]]:
    bounds = {"min_row": 1, "min_col": 1, "max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS + 1}
    sources = formulas.iter_rows(**bounds) if formulas is not values else itertools.repeat(())
    found = []
    for number, (cells, written) in enumerate(zip(values.iter_rows(**bounds), sources, strict=False), start=1):
        row = {}
        for column, (cell, source) in enumerate(itertools.zip_longest(cells, written), start=1):
            told = _told(cell, source)
            if told is None:
                continue
            if number > MOST_ROWS or column > MOST_COLUMNS:
                raise Refused("too_far", cell=f"{_letters(column)}{number}", rows=MOST_ROWS, columns=MOST_COLUMNS)
            row[_letters(column)] = told
        left -= len(row)
        if left < 0:
            raise Refused("too_large")
        if row:
            found.append({"row": number, "cells": row})
    return found


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _told(cell: Any, source: Any) -> list[str] | None:
    """Kind and text of a cell, or None if it is empty; a formula that gives "" is empty."""
    value = getattr(cell, "value", None)
    if value is None:
        unsaved = getattr(source, "data_type", "") == "f" and getattr(cell, "data_type", "") != "str"
        return ["formula", ""] if unsaved else None
    if getattr(cell, "data_type", "") == "e":
        return ["error", str(value)[:40]]
    for kinds, kind, write in WRITTEN:
        if isinstance(value, kinds):
            sign = _sign(cell) if kind == "number" else ""
            return [kind, write(value), sign] if sign else [kind, write(value)]
    text = str(value)
    if len(text) > MOST_TEXT:
        raise Refused("long_text", cell=str(getattr(cell, "coordinate", "")), most=MOST_TEXT)
    return ["text", text] if text.strip() else None


def _sign(cell: Any) -> str:
    """The currency in the number format, unchanged; empty for most cells."""
    shown = str(getattr(cell, "number_format", "General"))
    found = FORMAT_SIGN.search(shown) if shown != "General" else None
    return next((sign.strip() for sign in found.groups() if sign), "")[:10] if found else ""


WRITTEN: tuple[tuple[Any, str, Any], ...] = (
    (bool, "flag", lambda value: "1" if value else "0"),
    ((int, float), "number", repr),
    (datetime, "day", datetime.isoformat),
    (date, "day", lambda value: value.isoformat() + "T00:00:00"),
    (time, "clock", time.isoformat),
    (timedelta, "number", lambda value: repr(value.total_seconds() / 86400)),
)
"""Kinds of values in the order in which they are tried, and how each is written as text."""


def main() -> None:
    """Write {"sheets": …, "from_1904": …} or {"refused": code, …}; other errors mean a damaged file."""
    limit()
    try:
        content = sys.stdin.buffer.read()
        seen = looked_at(content)
        answer = book(content, seen)
    except Refused as refused:
        answer = {"refused": refused.code, **refused.values}
    except MemoryError:
        answer = {"refused": "too_large"}
    except Exception as error:  # any parser error of a file from outside means the same to its sender
        answer = {"refused": "damaged", "kind": type(error).__name__}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
