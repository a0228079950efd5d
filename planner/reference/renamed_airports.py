"""Airports that got another code or were replaced by another airport, each with the day of the change."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Renaming:
    """`old` means `new` from a day on; `moved`: passengers use another airport of the city, not a new code."""

    old: str
    new: str
    since: date
    moved: bool = False


RENAMINGS = (
    Renaming("FBU", "OSL", date(1998, 10, 8), moved=True),
    Renaming("HEW", "ATH", date(2001, 3, 28), moved=True),
    Renaming("SDA", "BGW", date(2003, 5, 1)),
    Renaming("BAK", "GYD", date(2004, 3, 10)),
    Renaming("THF", "BER", date(2008, 10, 30), moved=True),
    Renaming("DIA", "DOH", date(2014, 5, 27), moved=True),
    Renaming("DKR", "DSS", date(2017, 12, 7), moved=True),
    Renaming("RVI", "ROV", date(2017, 12, 7), moved=True),
    Renaming("ISL", "IST", date(2019, 4, 6), moved=True),
    Renaming("RTW", "GSV", date(2019, 8, 20), moved=True),
    Renaming("NAY", "PKX", date(2019, 9, 25), moved=True),
    Renaming("TSE", "NQZ", date(2020, 6, 8)),
    Renaming("SXF", "BER", date(2020, 10, 25), moved=True),
    Renaming("TXL", "BER", date(2020, 11, 8), moved=True),
    Renaming("ULN", "UBN", date(2021, 7, 4), moved=True),
    Renaming("REP", "SAI", date(2023, 10, 16), moved=True),
    Renaming("KIV", "RMO", date(2024, 1, 18)),
    Renaming("FRU", "BSZ", date(2024, 10, 27)),
    Renaming("PNH", "KTI", date(2025, 9, 9), moved=True),
)
"""In order of their days. Agents, documents and reservation systems still use the old codes."""


def renaming(code: str) -> Renaming | None:
    """The change of this code, or None if it is still in use."""
    return next((one for one in RENAMINGS if one.old == code.strip().upper()), None)
