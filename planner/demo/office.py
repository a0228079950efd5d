"""The demo's office: IOM in Czechia."""

from typing import Any

from sqlalchemy.orm import Session

from models import OfficeRow
from models.office import office_of, use

CZECH: dict[str, Any] = {
    "country": "CZ",
    "currency": "CZK",
    "currencies": ["EUR", "USD", "GBP", "CHF", "PLN"],
    "time_zone": "Europe/Prague",
    "holidays": "CZ",
    "case_prefix": "CZ",
    "names": {"en": "International Organization for Migration (IOM)", "cs": "Mezinárodní organizace pro migraci (IOM)"},
    "languages": ["en", "cs"],
    "language": "cs",
    "airport": "PRG",
    "facility_kinds": {"detention": {"en": "Detention facility (ZZC)", "cs": "Zařízení pro zajištění cizinců (ZZC)"}},
}


def add(session: Session) -> None:
    """Set up the office and use it from now on."""
    present = office_of(CZECH)
    session.add(OfficeRow(facts=present.facts()))
    session.flush()
    use(present)
    session.info["database"].forget_office()
