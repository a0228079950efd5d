"""The change on the case that a facility's report stands for, made when a case worker confirms it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models.people.account import User
from models.people.case import CaseStatus
from models.people.facility_report import FacilityReport, ReportKind
from models.people.person import BirthPrecision, Person, Sex
from models.record.because import Why, because
from models.words import Refused, say
from planner.bookings import releasing
from planner.bookings import service as bookings
from planner.cases import moves
from planner.cases import service as cases

DAYS = frozenset({"born_on", "detained_since", "detention_ends"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the case worker adds to the report: where the people are now, and the date that counts."""

    facility_id: int | None = None
    until: date | None = None


def whom(row: FacilityReport) -> list[Person]:
    """The people a report is about: one, or everyone of the case who is still at the facility that reported."""
    if row.person is not None:
        return [row.person]
    return [person for person in row.case.persons if person.facility_id == row.facility_id]


def changes(row: FacilityReport, chosen: Chosen) -> dict[str, Any]:
    """The values that each person of the report gets, by name of the field."""
    if row.kind is ReportKind.RELEASED:
        return {"facility_id": chosen.facility_id, "detained_since": None, "detention_ends": None}
    if row.kind is ReportKind.TRANSFERRED:
        return {"facility_id": chosen.facility_id}
    return {"detention_ends": chosen.until} if row.kind is ReportKind.PROLONGED else {}


def apply(session: Session, row: FacilityReport, chosen: Chosen, *, by: User) -> None:
    """Make the change. Raises `Refused` when a date or the new facility is missing."""
    _complete(row, chosen)
    why = because("facility_report")
    for person in whom(row):
        if values := changes(row, chosen):
            cases.correct_person(session, person, values, by=by, why=why)
    if row.kind is ReportKind.EXIT_ORDER:
        cases.correct_case(session, row.case, {"departure_period_ends": chosen.until}, by=by)
    elif row.kind is ReportKind.WITHDRAWN:
        _withdraw(session, row, by=by)
    elif row.kind is ReportKind.CORRECTED:
        _correct(session, row, by=by, why=why)
    if row.words and row.kind is not ReportKind.WITHDRAWN:
        _note(session, row, row.words, by=by)


def _complete(row: FacilityReport, chosen: Chosen) -> None:
    if row.kind is ReportKind.TRANSFERRED and chosen.facility_id is None:
        raise Refused(say("Choose the facility where the people are now."))
    if row.kind in (ReportKind.PROLONGED, ReportKind.EXIT_ORDER) and chosen.until is None:
        raise Refused(say("Enter the date. If it is not known yet, ask the facility first."))


def partial(row: FacilityReport) -> bool:
    """Whether only some people of the case withdraw; the case worker then changes the case by hand."""
    return row.kind is ReportKind.WITHDRAWN and row.person is not None and len(row.case.persons) > 1


def _withdraw(session: Session, row: FacilityReport, *, by: User) -> None:
    text = row.words or f"{row.happened_on:%Y-%m-%d}"
    if partial(row):
        _note(session, row, f"{row.person.full_name if row.person else ''}: {text}", by=by)
    elif releasing.seats_of(session, row.case):
        bookings.withdraw(session, row.case, by=by, why=text)
    else:
        moves.move_case(session, row.case, CaseStatus.WITHDRAWN, by=by, why=text)


def _correct(session: Session, row: FacilityReport, *, by: User, why: Why) -> None:
    for position, values in row.said.get("persons", {}).items():
        person = next((one for one in row.case.persons if one.position == int(position)), None)
        if person is not None:
            cases.correct_person(session, person, _typed(values), by=by, why=why)
    if row.said.get("case"):
        cases.correct_case(session, row.case, row.said["case"], by=by)
    row.request.answers = {**row.request.answers, **row.said.get("answers", {})}


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a person as the model holds them, from plain JSON."""
    found = dict(values)
    for name in DAYS & set(found):
        found[name] = date.fromisoformat(found[name]) if found[name] else None
    if "sex" in found:
        found["sex"] = Sex(found["sex"])
    if "birth_precision" in found:
        found["birth_precision"] = BirthPrecision(found["birth_precision"])
    return found


def _note(session: Session, row: FacilityReport, text: str, *, by: User) -> None:
    at = row.case.next_contact_on
    cases.take_note(session, row.case, text=text, channel="request", language="", next_contact_on=at, by=by)
