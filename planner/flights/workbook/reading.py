"""Reads an uploaded workbook into cells in a child process with limits; refuses anything else with a sentence."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from models.words import Refused, Say, say
from planner.flights.workbook.cells import EPOCH, FROM_1904, Cell

READER = Path(__file__).with_name("sheet_reader.py")
MOST_BYTES = 5 * 1024 * 1024
SECONDS = 40
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
    "slow": say(
        "Reading the workbook took too long, so nothing was imported. "
        "Try again in a minute, or copy the offers into the template and send that instead."
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
    """One sheet: rows by number, each with its cells by column letters; and what is hidden in it."""

    name: str
    rows: dict[int, dict[str, Cell]]
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    """Numbers of hidden rows with content."""
    hidden_columns: tuple[str, ...] = ()
    """Letters of hidden columns."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The contents: sheets in order; `from_1904` if its serial numbers count from 1904."""

    sheets: tuple[Sheet, ...]
    from_1904: bool = False

    def as_plain(self) -> dict[str, Any]:
        """JSON for `from_plain`."""
        return {"from_1904": self.from_1904, "sheets": [_plain_sheet(sheet) for sheet in self.sheets]}


def _plain_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "hidden_rows": list(sheet.hidden_rows),
        "hidden_columns": list(sheet.hidden_columns),
        "rows": [
            {"row": number, "cells": {letters: _plain_cell(cell) for letters, cell in row.items()}}
            for number, row in sheet.rows.items()
        ],
    }


def _plain_cell(cell: Cell) -> list[str]:
    return [cell.kind, cell.text, cell.sign] if cell.sign else [cell.kind, cell.text]


def from_plain(plain: dict[str, Any]) -> Workbook:
    """A workbook from the reader process's JSON."""
    from_1904 = bool(plain["from_1904"])
    return Workbook(tuple(_sheet(sheet, FROM_1904 if from_1904 else EPOCH) for sheet in plain["sheets"]), from_1904)


def _sheet(plain: dict[str, Any], epoch: date) -> Sheet:
    rows = {
        row["row"]: {
            letters: Cell(f"{letters}{row['row']}", kind, text, epoch, *sign)
            for letters, (kind, text, *sign) in row["cells"].items()
        }
        for row in plain["rows"]
    }
    hidden = tuple(plain["hidden_rows"]), tuple(plain["hidden_columns"])
    return Sheet(plain["name"], rows, plain["hidden"], *hidden)


def read(content: bytes) -> Workbook:
    """The cells of an untrusted workbook. Raises `Refused` with one sentence that says what to do."""
    if len(content) > MOST_BYTES:
        raise Refused(_worded({"refused": "too_large"}))
    try:
        ran = subprocess.run(
            [sys.executable, "-I", str(READER)], input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused(_worded({"refused": "slow"})) from None
    if -ran.returncode in (signal.SIGXCPU, signal.SIGKILL):  # out of time; the hard limit kills the process
        raise Refused(_worded({"refused": "slow"}))
    if ran.returncode != 0:  # stopped by its memory limit
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
