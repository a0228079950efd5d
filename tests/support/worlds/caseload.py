"""Cases in a test's database: first the places, then families with or without papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Case, CaseStatus, Destination, Embassy, Facility, FacilityKind, PaperKind, Programme
from models.office import today
from planner.cases import moves, service
from planner.documents import service as papers


@dataclass
class Places:
    """Row ids of one facility, two programmes (the second one without approval) and an embassy."""

    facility: int
    programme: int
    free_programme: int
    embassy: int


def places(session: Session) -> Places:
    rows: list[Any] = [
        Facility(code="BELA", name="Bělá-Jezová", kind=FacilityKind.DETENTION),
        Programme(code="ZZC", names={"en": "AVR from detention", "cs": "AVR ze zajištění"}),
        Programme(code="AVR", names={"en": "AVR", "cs": "AVR"}, approval_needed=False),
        Embassy(country="GE", city="Praha", median_days=9, p90_days=12),
    ]
    session.add_all([*rows, Destination(country="GE", airports=["TBS"])])
    session.flush()
    return Places(*(row.id for row in rows))


def family(session: Session, at: Places, *names: str, **values: Any) -> Case:
    """A registered application to Georgia; each name is a person's surname."""
    return service.register(
        session,
        **{
            "facility_id": at.facility,
            "programme_id": at.programme,
            "destination_country": "GE",
            "by": None,
            "applied_on": today(),
            "persons": [
                {"surname": name, "given_names": "Nino", "born_on": date(1990, 5, 1), "nationality": "GEO"}
                for name in names or ("Beridze",)
            ],
            **values,
        },
    )


def ready(session: Session, at: Places, *names: str, **values: Any) -> Case:
    """A complete case in preparation: signed, with passports, in a programme that needs no approval."""
    case = family(session, at, *names, **{"programme_id": at.free_programme, **values})
    moves.move_case(session, case, CaseStatus.PREPARING, by=None)
    papers.sign(
        session,
        case.persons,
        list(PaperKind),
        by=None,
        facts={"language": "ka", "form_version": "1", "signed_on": today(), "signed_by": "", "file_id": None},
    )
    for number, person in enumerate(case.persons):
        add_passport(session, person, f"P{case.id:06d}{number}")
    return case


def add_passport(session: Session, person: Any, number: str, days: int = 400) -> None:
    from models import DocumentKind, OriginalPlace

    papers.record_document(
        session,
        person,
        by=None,
        values={
            "kind": DocumentKind.PASSPORT,
            "number": number,
            "issuer": "GEO",
            "surname": person.surname.upper(),
            "given_names": "NINO",
            "valid_until": today() + timedelta(days=days),
            "original_at": OriginalPlace.IOM,
        },
    )
