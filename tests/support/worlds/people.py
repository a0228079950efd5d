"""Cases and people in memory for tests, complete unless the test removes something."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import (
    Approval,
    ApprovalStatus,
    BirthPrecision,
    Case,
    CaseStatus,
    Destination,
    DestinationStatus,
    DocumentKind,
    OriginalPlace,
    PaperKind,
    Person,
    Programme,
    Sex,
    SignedPaper,
    TravelDocument,
)
from planner.documents.lead_times import LeadTime, LeadTimes
from planner.settings import RULES

TODAY = date(2026, 12, 1)
RULE = {key: rule.default for key, rule in RULES.items()}
GEORGIA = LeadTime(median=9, p90=12, own_cases=31, embassy_id=7, country="GE")
TIMES = LeadTimes(LeadTime(30, 30), {7: GEORGIA}, {"GE": GEORGIA})
OPEN = {"GE": Destination(country="GE", airports=["TBS"], status=DestinationStatus.OPEN)}


def passport(until: date | None = date(2030, 1, 1), **values: Any) -> TravelDocument:
    return TravelDocument(
        **{
            "kind": DocumentKind.PASSPORT,
            "number": "12AB34567",
            "valid_until": until,
            "original_at": OriginalPlace.IOM,
            "cancelled": False,
            **values,
        }
    )


def signature(kind: PaperKind, **values: Any) -> SignedPaper:
    return SignedPaper(**{"kind": kind, "language": "ka", "signed_on": date(2026, 11, 13), "signed_by": "", **values})


def person(*, signed_by: str = "", documents: list[TravelDocument] | None = None, **values: Any) -> Person:
    """An adult who has signed and has a passport."""
    made = Person(
        **{
            "surname": "Beridze",
            "given_names": "Nino",
            "spoken_name": "",
            "relation": "",
            "is_principal": False,
            "sex": Sex.FEMALE,
            "born_on": date(1990, 5, 1),
            "birth_precision": BirthPrecision.EXACT,
            "nationality": "GEO",
            "languages": ["ka"],
            "service_codes": [],
            "facility_id": 1,
            "fit_certificate_needed": False,
            "vulnerable": False,
            **values,
        }
    )
    made.documents = [passport()] if documents is None else documents
    made.papers = [signature(kind, signed_by=signed_by) for kind in PaperKind]
    return made


def approved(until: date | None = date(2027, 6, 1), **values: Any) -> Approval:
    return Approval(
        **{
            "status": ApprovalStatus.GRANTED,
            "asked_on": date(2026, 11, 13),
            "valid_until": until,
            "answered_on": date(2026, 11, 20),
            "renewable": True,
            **values,
        }
    )


def case_of(*people: Person, approvals: list[Approval] | None = None, **values: Any) -> Case:
    """A complete case in preparation; the first person is the applicant."""
    made = Case(
        **{
            "number": "CZ-26-0377",
            "status": CaseStatus.PREPARING,
            "applied_on": date(2026, 11, 12),
            "destination_country": "GE",
            "destination_airports": [],
            "no_transit": [],
            "protection_hold": False,
            "restricted": False,
            "may_wait": False,
            **values,
        }
    )
    if "programme" not in values:
        made.programme = Programme(
            code="ZZC", names={"en": "AVR from detention", "cs": "AVR ze zajištění"}, approval_needed=True
        )
    made.persons = list(people) or [person()]
    for position, one in enumerate(made.persons):
        one.position, one.is_principal, one.id = position, position == 0, one.id or position + 1
    made.approvals = [approved()] if approvals is None else approvals
    return made
