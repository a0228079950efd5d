"""Papers people bring: a signed sheet as a PDF, the machine-readable zone of a passport."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pypdf import PdfWriter

from planner.documents.mrz import check_digit


def signed_sheet(folder: Path, name: str) -> Path:
    """A PDF of one empty page."""
    path = folder / f"{name}.pdf"
    with PdfWriter() as writer:
        writer.add_blank_page(width=595, height=842)
        writer.write(path)
    return path


def machine_readable(surname: str, given_names: str, number: str, born_on: date, sex: str, until: date) -> str:
    """The two lines at the foot of a Georgian passport, all check digits right."""
    first = "P<GEO" + f"{surname}<<{given_names}".upper().replace(" ", "<").ljust(39, "<")
    fields = [field + check_digit(field) for field in (number, f"{born_on:%y%m%d}", f"{until:%y%m%d}")]
    personal = "<" * 14 + "0"
    whole = check_digit("".join(fields) + personal)
    return f"{first}\n{fields[0]}GEO{fields[1]}{sex}{fields[2]}{personal}{whole}"
