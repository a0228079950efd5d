"""What a facility still has to send or have ready for its people, and by when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from models.papers.document import OriginalPlace
from models.people.account import User
from models.people.person import Person
from models.people.request import ReturnRequest
from models.words import Say, say
from planner.facilities.residents import Family, listed, with_signed_forms
from planner.language.formats import local_day
from planner.reference.working_days import after_working_days

ANSWER_DAYS = 2
"""Working days within which a case worker answers a request, and the facility sends what is missing."""
BEFORE_DEPARTURE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing, for whom, and the last day for it; `page` is where it is done, None if nothing can be sent."""

    request: ReturnRequest
    name: str
    what: Say
    by: date
    page: str | None
    person_id: int | None = None


def of_families(session: Session, viewer: User, families: Sequence[Family]) -> list[Owed]:
    """Everything that is owed for these families, earliest first."""
    signed = with_signed_forms(session, [one.request for one in families])
    found = [owed for family in families for owed in _of(family, family.request.id in signed)]
    return sorted(found, key=lambda one: (one.by, one.name, one.what.msgid))


def answer_by(row: ReturnRequest) -> date:
    """The day by which both sides answer what the request leaves open."""
    return after_working_days(local_day(row.sent_at or row.saved_at), ANSWER_DAYS)


def _of(family: Family, signed: bool) -> Iterator[Owed]:
    row = family.request
    if not signed:
        yield Owed(row, family.listed_name, say("Scan or photo of the signed forms"), answer_by(row), "paper")
    for person in family.people:
        yield from _papers(family, person)
        if missing := _facts(person):
            words = say("Answers not known yet: %(facts)s", facts=missing)
            yield Owed(row, listed(person), words, answer_by(row), "correct", person.id)


def _papers(family: Family, person: Person) -> Iterator[Owed]:
    row, name = family.request, listed(person)
    held = [paper for paper in person.documents if not paper.cancelled]
    day = family.departs_on
    if not held and person.has_document in ("valid", "old_or_copy") and person.document_place == "facility":
        yield Owed(row, name, say("Photo of the passport or document"), answer_by(row), "paper", person.id)
    if day and any(paper.original_at is OriginalPlace.FACILITY for paper in held):
        yield Owed(row, name, say("Travel document ready for the driver"), day - BEFORE_DEPARTURE, None, person.id)
    if person.fit_certificate_needed and not any(one.fit for one in person.fit_certificates):
        by = day - BEFORE_DEPARTURE if day else answer_by(row)
        yield Owed(row, name, say("Doctor's certificate for the journey"), by, "paper", person.id)


def _facts(person: Person) -> list[Say]:
    """Facts about a person that nobody knows yet."""
    found = []
    if person.born_on is None:
        found.append(say("date of birth"))
    if not person.nationality:
        found.append(say("nationality"))
    if person.has_document == "not_known" and not person.documents:
        found.append(say("which document"))
    return found
