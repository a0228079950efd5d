"""An uploaded workbook as cells: read by a limited child process, refused in words when it is not what we take."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.words import Refused, Say, say
from planner.flights.workbook.cells import Cell

READER = Path(__file__).with_name("sheet_reader.py")
MOST_BYTES = 5 * 1024 * 1024
SECONDS = 25
UNKNOWN = say("The workbook is damaged or in a form we cannot read. Open it, save it again as .xlsx and try again.")
REFUSALS: dict[str, Say] = {
    "not_a_workbook": say("This is not an .xlsx workbook. Save it as “Excel workbook (.xlsx)” and upload it again."),
    "old_or_locked": say(
        "The workbook is password-protected or in the old .xls format. Save it as .xlsx without a password."
    ),
    "macros": say("The workbook contains macros. Save it as .xlsx without macros."),
    "too_many_parts": say(
        "The workbook is too complex to read. Copy the offers into the template and send that instead."
    ),
    "too_large": say("The workbook is too large. Copy the offers into the template and send that instead."),
    "doctype": say(
        "The workbook contains a document type declaration, which spreadsheet "
        "programs do not produce. For safety it was rejected."
    ),
    "damaged": UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet: rows by number, each with its cells by column letters."""

    name: str
    rows: dict[int, dict[str, Cell]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read: sheets in order, and numbers of hidden rows that hold something."""

    sheets: tuple[Sheet, ...]
    hidden_rows: tuple[int, ...]

    def as_plain(self) -> dict[str, Any]:
        """JSON that `from_plain` reads back."""
        return {
            "hidden": list(self.hidden_rows),
            "sheets": [
                {
                    "name": sheet.name,
                    "rows": [
                        {"row": number, "cells": {letters: [cell.kind, cell.text] for letters, cell in row.items()}}
                        for number, row in sheet.rows.items()
                    ],
                }
                for sheet in self.sheets
            ],
        }


def from_plain(plain: dict[str, Any]) -> Workbook:
    """A workbook from the reader's JSON."""
    return Workbook(
        tuple(
            Sheet(
                sheet["name"],
                {
                    row["row"]: {
                        letters: Cell(f"{letters}{row['row']}", kind, text)
                        for letters, (kind, text) in row["cells"].items()
                    }
                    for row in sheet["rows"]
                },
            )
            for sheet in plain["sheets"]
        ),
        tuple(plain["hidden"]),
    )


def read(content: bytes) -> Workbook:
    """The cells of an untrusted workbook. Raises `Refused` with one sentence that says what to do."""
    if len(content) > MOST_BYTES:
        raise Refused(_worded({"refused": "too_large"}))
    try:
        ran = subprocess.run(
            [sys.executable, "-I", str(READER)], input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused(_worded({"refused": "too_large"})) from None
    if ran.returncode != 0:  # killed by its limits
        raise Refused(_worded({"refused": "too_large"}))
    answer = json.loads(ran.stdout)
    if "refused" in answer:
        raise Refused(_worded(answer))
    return from_plain(answer)


def _worded(answer: dict[str, Any]) -> Say:
    code = answer["refused"]
    if code == "too_far":
        return say(
            "Cell %(cell)s is outside the area we read (%(rows)s rows by %(columns)s columns).",
            cell=answer["cell"],
            rows=answer["rows"],
            columns=answer["columns"],
        )
    if code == "too_many_sheets":
        return say(
            "The workbook has too many sheets (the limit is %(sheets)s). Copy the offers into the template.",
            sheets=answer["sheets"],
        )
    if code == "long_text":
        return say("Cell %(cell)s has more than %(most)s characters.", cell=answer["cell"], most=answer["most"])
    return REFUSALS.get(code, UNKNOWN)
