"""Hostile workbooks do no harm (R33), and files that are not workbooks are named (R34)."""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile
from collections.abc import Callable

import pytest

from models.words import Refused
from planner.flights.workbook import reading
from tests.support.worlds.offers import book, offers, saved

TYPES = offers()
XLSX_MAIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def rebuilt(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """The good workbook with parts changed, removed (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(TYPES)) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in good.namelist():
            content = change(name, good.read(name))
            if content is not None:
                made.writestr(name, content)
        for name, content in (extra or {}).items():
            made.writestr(name, content)
    return out.getvalue()


def sheet(rows: bytes) -> bytes:
    return rebuilt(lambda name, content: XLSX_MAIN % rows if name == "xl/worksheets/sheet1.xml" else content)


def bomb(part: str, kind: bytes = b"utf-8") -> bytes:
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    if kind == b"utf-16":
        declared = declared.replace(b'"1.0"', b'"1.0" encoding="utf-16"').decode().encode("utf-16")
    return rebuilt(lambda name, content: declared + content.split(b"?>", 1)[-1] if name == part else content)


def lying() -> bytes:
    """A workbook with a part that declares a smaller size than it has."""
    content = bytearray(sheet(b'<row r="1">' + b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>' * 40_000 + b"</row>"))
    at = content.rfind(b"PK\x01\x02")
    while at >= 0:
        if b"sheet1.xml" in content[at : at + 120]:
            content[at + 24 : at + 28] = struct.pack("<I", 10)
        at = content.rfind(b"PK\x01\x02", 0, at)
    return bytes(content)


def doubled() -> bytes:
    out = io.BytesIO(TYPES)
    with zipfile.ZipFile(out, "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr("xl/worksheets/sheet1.xml", XLSX_MAIN % b"")
    return out.getvalue()


def locked() -> bytes:
    content = bytearray(TYPES)
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def many_sheets() -> bytes:
    made = book()
    for number in range(60):
        made.create_sheet(f"S{number}")
    return saved(made)


def long_text() -> bytes:
    return offers(("A1", "x" * 5000))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a far cell": (
        lambda: sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "Cell XFD1048576 is outside the area",
    ),
    "rows beyond the limit": (
        lambda: sheet(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 20_500))),
        "Cell A20001 is outside the area we read .20000 rows",
    ),
    "rows without numbers": (
        lambda: sheet(b"<row><c><v>1</v></c></row>" * 20_500),
        "Cell A20001 is outside the area we read .20000 rows",
    ),
    "columns beyond the limit": (
        lambda: sheet(b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>"),
        "Cell BI1 is outside the area",
    ),
    "blanks by the megabyte": (
        lambda: sheet(b" " * 80_000_000),
        "The workbook is too large. Copy the offers into the template and send that instead.",
    ),
    "a million empty rows": (
        lambda: sheet(b"<row/>" * 1_000_000),
        "The workbook is too large. Copy the offers into the template and send that instead.",
    ),
    "an entity bomb in the sheet": (lambda: bomb("xl/worksheets/sheet1.xml"), "document type"),
    "an entity bomb in the workbook": (lambda: bomb("xl/workbook.xml"), "document type"),
    "an entity bomb in the styles": (lambda: bomb("xl/styles.xml"), "document type"),
    "an entity bomb in UTF-16": (lambda: bomb("xl/workbook.xml", b"utf-16"), "document type"),
    "many sheets": (many_sheets, "too many sheets .the limit is 20."),
    "many parts": (
        lambda: rebuilt(lambda _n, c: c, {f"x/{n}": b"" for n in range(5000)}),
        "The workbook is too complex to read. Copy the offers into the template and send that instead.",
    ),
    "lying sizes": (lying, "damaged"),
    "two parts of one name": (doubled, "damaged"),
    "a password": (locked, "password"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls form"),
    "macros": (lambda: rebuilt(lambda _n, c: c, {"xl/vbaProject.bin": b"x"}), "macros"),
    "many styles": (
        lambda: rebuilt(
            lambda n, c: (
                c.replace(b"<cellXfs", b"<!--" + b"x" * 6_000_000 + b"--><cellXfs") if n == "xl/styles.xml" else c
            )
        ),
        "The workbook is too large. Copy the offers into the template and send that instead.",
    ),
    "a long text": (long_text, "more than 2000 characters"),
    "half a file": (lambda: TYPES[: len(TYPES) // 2], "not an .xlsx workbook"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not an .xlsx workbook"),
    "a list in another form": (lambda: "Option;Flight\nA1;TK 1768\n".encode("cp1250"), "not an .xlsx workbook"),
    "nothing": (lambda: b"", "not an .xlsx workbook"),
    "an archive of something else": (
        lambda: rebuilt(lambda n, c: None if n == "xl/workbook.xml" else c),
        "not an .xlsx workbook",
    ),
    "too many bytes": (
        lambda: b"PK" + b"\0" * 6_000_000,
        "The workbook is too large. Copy the offers into the template and send that instead.",
    ),
    "broken xml": (lambda: sheet(b"<row><c>"), "damaged"),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_it_refuses_hostile_workbooks_in_words_and_in_no_time(name: str) -> None:
    """A hostile workbook is refused in words, without much time or memory."""
    made, sentence = HOSTILE[name]
    content = made()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(Refused, match=sentence):
        reading.read(content)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - spent < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000, "kB of this process"


def test_it_ends_a_reader_that_takes_too_much(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """A reader that uses too much memory or time is stopped, with a different message for each."""
    greedy = tmp_path / "reader.py"
    source = reading.READER.read_text(encoding="utf-8").replace("SECONDS = 20", "SECONDS = 1")
    for body, case in (("bytearray(10**9)", "memory"), ("\nwhile True: pass", "time")):
        greedy.write_text(
            source.replace(
                "        content = sys.stdin.buffer.read()",
                f"        content = sys.stdin.buffer.read(); {body.strip()}"
                if case == "memory"
                else "        while True: pass",
            ),
            encoding="utf-8",
        )
        monkeypatch.setattr(reading, "READER", greedy)
        started = time.monotonic()
        with pytest.raises(Refused, match="too large" if case == "memory" else "took too long"):
            reading.read(TYPES)
        assert time.monotonic() - started < 20


def test_it_reads_the_good_workbook_that_the_hostile_ones_are_made_of() -> None:
    """The workbook from which the hostile ones are made can be read, so those fail only because of their own fault."""
    read = reading.read(TYPES)
    assert read.sheets[0].rows[2]["A"].text == "Option"
    assert reading.from_plain(read.as_plain()) == read
