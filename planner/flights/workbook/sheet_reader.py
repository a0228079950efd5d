"""Reads an untrusted workbook in a process of its own: file on standard input, cells as JSON on standard output.

Run by path, so that nothing of the application is loaded here: only the standard library, openpyxl and defusedxml.
Memory and time are limited first; then the archive is looked at before anything is parsed.
"""

import io
import json
import os
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 512 * 1024 * 1024
SECONDS = 20
MOST_PARTS, MOST_UNPACKED, MOST_RATIO, MOST_STYLES = 200, 50 * 1024 * 1024, 50, 5 * 1024 * 1024
SMALL = 1024 * 1024
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 20, 6000, 60, 2000
FAR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:v|is|f)\b')
HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\br="(\d{1,7})")(?=[^>]*\bhidden="(?:1|true)")[^>]*>\s*<c\b')


class Refused(Exception):
    """The file is not taken; `code` is worded by the parent."""

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


def looked_at(content: bytes) -> list[int]:
    """Judge the archive without trusting what it says of itself; returns the hidden rows of its sheets."""
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


def _unpacked(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], packed: int) -> list[int]:
    total, hidden = 0, []
    for part in parts:
        size, tail = 0, b""
        try:
            with archive.open(part) as stream:
                while block := stream.read(256 * 1024):
                    size, total = size + len(block), total + len(block)
                    _bounded(part.filename, size, total, packed)
                    hidden += _scanned(part.filename, tail + block)
                    tail = block[-300:]
        except Refused:
            raise
        except Exception:  # zipfile, zlib and lying sizes fail in many ways; to the sender all are one
            raise Refused("damaged") from None
    return sorted(set(hidden))


def _bounded(name: str, size: int, total: int, packed: int) -> None:
    if total > MOST_UNPACKED or (total > SMALL and total > MOST_RATIO * packed):
        raise Refused("too_large")
    if name.endswith("styles.xml") and size > MOST_STYLES:
        raise Refused("too_large")


def _scanned(name: str, block: bytes) -> list[int]:
    upper = block.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise Refused("doctype")
    if not name.startswith("xl/worksheets/"):
        return []
    for column, row in FAR_CELL.findall(block):
        if int(row) > MOST_ROWS or _column_number(column) > MOST_COLUMNS:
            raise Refused("too_far", cell=column.decode() + row.decode(), rows=MOST_ROWS, columns=MOST_COLUMNS)
    return [int(row) for row in HIDDEN_ROW.findall(block)]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def sheets(content: bytes) -> list[dict[str, Any]]:
    """Every visible sheet's cells by row and column, as far as the limits go; hidden sheets are left out."""
    os.environ["OPENPYXL_LXML"] = "False"
    sys.modules["numpy"] = None  # type: ignore[assignment]  # not needed, and too large for our memory
    from openpyxl import load_workbook

    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    if len(values.sheetnames) > MOST_SHEETS:
        raise Refused("too_many_sheets", sheets=MOST_SHEETS)
    shown = [name for name in values.sheetnames if values[name].sheet_state == "visible"]
    return [
        {"name": name[:60], "rows": _rows(values[name], formulas[name])}
        for name in shown
        if hasattr(values[name], "iter_rows")
    ]


def _rows(values: Any, formulas: Any) -> list[dict[str, object]]:
    bounds = {"min_row": 1, "min_col": 1, "max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS + 1}
    found: list[dict[str, object]] = []
    for number, (cells, written) in enumerate(
        zip(values.iter_rows(**bounds), formulas.iter_rows(**bounds), strict=False), start=1
    ):
        row = {}
        for column, (cell, source) in enumerate(zip(cells, written, strict=False), start=1):
            told = _told(cell, source)
            if told is None:
                continue
            if number > MOST_ROWS or column > MOST_COLUMNS:
                raise Refused("too_far", cell=f"{_letters(column)}{number}", rows=MOST_ROWS, columns=MOST_COLUMNS)
            row[_letters(column)] = told
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
    """Kind and text of a cell, or None when there is nothing in it."""
    value = cell.value
    if value is None:
        return ["formula", ""] if getattr(source, "data_type", "") == "f" else None
    if getattr(cell, "data_type", "") == "e":
        return ["error", str(value)[:40]]
    for kinds, kind, write in WRITTEN:
        if isinstance(value, kinds):
            return [kind, write(value)]
    text = str(value)
    if len(text) > MOST_TEXT:
        raise Refused("long_text", cell=str(getattr(cell, "coordinate", "")), most=MOST_TEXT)
    return ["text", text] if text.strip() else None


WRITTEN: tuple[tuple[Any, str, Any], ...] = (
    (bool, "flag", lambda value: "1" if value else "0"),
    ((int, float), "number", repr),
    (datetime, "day", datetime.isoformat),
    (date, "day", lambda value: value.isoformat() + "T00:00:00"),
    (time, "clock", time.isoformat),
    (timedelta, "number", lambda value: repr(value.total_seconds() / 86400)),
)
"""Kinds of values in the order they are tried, and how each is written as text."""


def main() -> None:
    """Answer {"sheets": …, "hidden": …} or {"refused": code, …}; whatever breaks is a damaged file."""
    limit()
    try:
        content = sys.stdin.buffer.read()
        hidden = looked_at(content)
        answer: dict[str, Any] = {"sheets": sheets(content), "hidden": hidden}
    except Refused as refused:
        answer = {"refused": refused.code, **refused.values}
    except MemoryError:
        answer = {"refused": "too_large"}
    except Exception as error:  # any parser error of a file from outside means the same to its sender
        answer = {"refused": "damaged", "kind": type(error).__name__}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
