"""Papers that people bring: a signed form as a PDF and the machine-readable zone of a passport."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planner.documents.mrz import check_digit


def signed_sheet(folder: Path, name: str) -> Path:
    """A PDF with one empty page."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    content += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    path = folder / f"{name}.pdf"
    path.write_bytes(content)
    return path


def machine_readable(surname: str, given_names: str, number: str, born_on: date, sex: str, until: date) -> str:
    """The two lines at the bottom of a Georgian passport, with correct check digits."""
    first = "P<GEO" + f"{surname}<<{given_names}".upper().replace(" ", "<").ljust(39, "<")
    fields = [field + check_digit(field) for field in (number, f"{born_on:%y%m%d}", f"{until:%y%m%d}")]
    personal = "<" * 14 + "0"
    whole = check_digit("".join(fields) + personal)
    return f"{first}\n{fields[0]}GEO{fields[1]}{sex}{fields[2]}{personal}{whole}"
