"""Restricts cases of the demo and gives all their data names that occur nowhere else: canaries."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Booking,
    Case,
    CaseAccess,
    CaseStatus,
    EscortAssignment,
    Note,
    Passenger,
    Person,
    StoredFile,
    TravelDocument,
)

WORD = "Kanarek"
"""The beginning of every canary, which occurs nowhere else in the demo."""


def restrict(session: Session, most: int) -> list[int]:
    """Restrict up to `most` cases, first one of each kind; returns their ids. No user is named on them."""
    chosen = _chosen(session, most)
    for number, case in enumerate(chosen):
        case.restricted, case.number, case.status_why = True, f"{WORD}-{number}", f"{WORD} why"
        for person in case.persons:
            _rename(person, number)
        session.add(Note(case_id=case.id, text=f"{WORD} was afraid of {WORD}"))
        session.add(StoredFile(case_id=case.id, name=f"{WORD}.pdf", media_type="application/pdf", size=1, sha256="0"))
    session.flush()
    ids = [case.id for case in chosen]
    session.execute(sa.delete(CaseAccess).where(CaseAccess.case_id.in_(ids)))
    _journeys(session, ids)
    return ids


def _chosen(session: Session, most: int) -> list[Case]:
    """All families of two escorts, then one of each kind in turn: by status, and with or without an escort."""
    by: dict[tuple[CaseStatus, bool], list[Case]] = {}
    assignments = list(session.scalars(sa.select(EscortAssignment).where(EscortAssignment.cancelled.is_(False))))
    attended = {case_id for row in assignments for case_id in _attended(row)}
    whole = {case_id for row in sorted(assignments, key=lambda row: len(row.cases))[:2] for case_id in _attended(row)}
    for case in session.scalars(sa.select(Case).order_by(Case.id)):
        by.setdefault((case.status, case.id in attended), []).append(case)
    groups = sorted(by.items(), key=lambda item: (not item[0][1], item[0][0].value))
    found = [case for _key, cases in groups for case in cases if case.id in whole]
    for place in range(max(len(cases) for _key, cases in groups)):
        found += [cases[place] for _key, cases in groups if place < len(cases) and cases[place].id not in whole]
    return found[:most]


def _attended(row: EscortAssignment) -> set[int]:
    return {one.case_id for one in row.cases}


def _rename(person: Person, number: int) -> None:
    person.surname = person.given_names = person.spoken_name = f"{WORD}ova{number}"
    person.relation = f"{WORD} kin"
    person.pseudonym = f"{WORD[:3].upper()}{person.id}"
    for document in person.documents:
        document.number, document.surname, document.given_names = f"{WORD.upper()}{document.id}", WORD, WORD


def _journeys(session: Session, ids: list[int]) -> None:
    """Tickets, and reservations in which nobody else sits, carry canaries too; itineraries keep their numbers."""
    for passenger in session.scalars(sa.select(Passenger).where(Passenger.case_id.in_(ids))):
        if passenger.ticket_number:
            passenger.ticket_number = f"{WORD}{passenger.id}"[:20]
    with_others = sa.select(Passenger.booking_id).where(
        Passenger.case_id.not_in(ids), Passenger.booking_id.is_not(None)
    )
    own = sa.select(Passenger.booking_id).where(Passenger.case_id.in_(ids))
    for booking in session.scalars(sa.select(Booking).where(Booking.id.in_(own), Booking.id.not_in(with_others))):
        booking.pnr = f"{WORD}{booking.id}"[:12]


def stir(session: Session, ids: list[int]) -> None:
    """Change everything that must not be noticed: statuses, one more person in each case, documents and dates."""
    for case in session.scalars(sa.select(Case).where(Case.id.in_(ids))):
        first = case.persons[0]
        case.status = CaseStatus.PREPARING if case.status is CaseStatus.CLOSED else CaseStatus.CLOSED
        case.destination_country, case.protection_hold = "VN", True
        case.persons.append(
            Person(
                surname=WORD, given_names=WORD, sex=first.sex, facility_id=first.facility_id, position=len(case.persons)
            )
        )
        for document in [document for person in case.persons for document in person.documents]:
            document.valid_until = None
    session.execute(
        sa.delete(TravelDocument).where(
            TravelDocument.person_id.in_(sa.select(Person.id).where(Person.case_id.in_(ids), Person.is_principal))
        )
    )


def opened(app: Any, most: int) -> list[int]:
    """`restrict` in its own transaction."""
    with app.extensions["navrat.database"].work() as session:
        return restrict(session, most)
