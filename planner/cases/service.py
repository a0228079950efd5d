"""Operations on cases: register, correct, note; each records an event in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models.people.account import User
from models.people.case import Case, CaseStatus
from models.people.person import BirthPrecision, Person
from models.record.because import Why
from models.record.note import Note
from models.travel.escort import EscortNeed
from models.words import Refused, say
from planner.audit import events
from planner.cases import support
from planner.cases.numbers import next_number
from planner.language.names import same_words

S = CaseStatus
PERSON_FIELDS = frozenset(
    {
        "surname",
        "given_names",
        "spoken_name",
        "relation",
        "sex",
        "born_on",
        "birth_precision",
        "nationality",
        "languages",
        "facility_id",
        "detained_since",
        "detention_ends",
        "service_codes",
        "seats_taken",
        "vulnerable",
        "fit_certificate_needed",
        "has_document",
        "document_place",
        "represented_by",
        "representation_basis",
    }
)
CASE_FIELDS = frozenset(
    {
        "programme_id",
        "facility_id",
        "owner_id",
        "applied_on",
        "destination_country",
        "destination_airports",
        "wish_from",
        "wish_until",
        "departure_period_ends",
        "max_connections",
        "allow_overnight",
        "no_transit",
        "may_wait",
        "assistance_amount",
        "assistance_currency",
        "next_contact_on",
    }
)


def register(
    session: Session,
    *,
    facility_id: int | None,
    programme_id: int | None,
    destination_country: str | None,
    persons: Sequence[Mapping[str, Any]],
    by: User | None,
    applied_on: date,
) -> Case:
    """Open a case with its people, status REGISTERED, under the next free number.

    Each of `persons` maps names of `PERSON_FIELDS` to values (enums as enums, codes as lists); the first is the
    principal applicant. People without a `facility_id` get the facility that sent the request. Raises `Refused` without
    a person, `ValueError` for a field that a registration may not set.
    """
    if not persons:
        raise Refused(say("An application must have at least one person."))
    case = Case(
        number=next_number(session, applied_on.year),
        status=S.REGISTERED,
        facility_id=facility_id,
        programme_id=programme_id,
        destination_country=destination_country,
        applied_on=applied_on,
    )
    session.add(case)
    for values in persons:
        case.persons.append(_person({"facility_id": facility_id, **values}, position=len(case.persons)))
    events.record(session, "case.registered", case, by=by, what={"persons": len(case.persons)})
    return case


def add_person(session: Session, case: Case, values: Mapping[str, Any], *, by: User | None) -> Person:
    """Add a member to the family."""
    person = _person(values, position=max((p.position for p in case.persons), default=-1) + 1)
    case.persons.append(person)
    events.record(session, "person.added", person, by=by)
    return person


def correct_person(
    session: Session, person: Person, values: Mapping[str, Any], *, by: User | None, why: Why = ""
) -> bool:
    """Change some of the `PERSON_FIELDS`; the history keeps the values before. Returns whether anything changed."""
    _only(values, PERSON_FIELDS)
    told = events.changes(person, _with_known_birth(values))
    if "represented_by" in told:
        for paper in person.papers:  # the database finds the signer by comparing letters
            if paper.signed_by and same_words(paper.signed_by, person.represented_by):
                paper.signed_by = person.represented_by
    if told:
        events.record(session, "person.corrected", person, by=by, what=told, why=why)
    return bool(told)


def make_principal(session: Session, person: Person, *, by: User | None) -> None:
    """Make this member of the family the principal applicant."""
    for other in person.case.persons:
        other.is_principal = other is person
    events.record(session, "person.made_principal", person, by=by)


def remove_person(session: Session, person: Person, *, by: User | None, why: str) -> None:
    """Remove a person entered by mistake. Raises `Refused` for the last one and for the principal applicant."""
    case = person.case
    if len(case.persons) < 2:
        raise Refused(say("A case must have at least one person. Withdraw the case instead."))
    if person.is_principal:
        raise Refused(say("Make someone else the applicant first."))
    events.need_reason(why)
    if case.status not in (S.ENQUIRY, S.REGISTERED, S.PREPARING, S.ON_HOLD):
        raise Refused(say("Seats are reserved for the family; cancel the reservation first."))
    events.record(session, "person.removed", person, by=by, why=why)
    case.persons.remove(person)


def correct_case(session: Session, case: Case, values: Mapping[str, Any], *, by: User | None, why: str = "") -> bool:
    """Change some of the `CASE_FIELDS`; returns whether anything changed.

    A new amount of support also changes the booked amount, or raises `Refused` with what to do.
    """
    _only(values, CASE_FIELDS)
    told = events.changes(case, dict(values))
    if "assistance_amount" in told or ("assistance_currency" in told and case.assistance_amount):
        support.follow(session, case, by=by)
    if told:
        events.record(session, "case.corrected", case, by=by, what=told, why=why)
    return bool(told)


def take_note(
    session: Session,
    case: Case,
    *,
    text: str,
    channel: str,
    language: str,
    next_contact_on: date | None,
    by: User | None,
) -> Note:
    """Record a contact with the family and when to speak next; the event does not repeat what was said."""
    note = Note(case_id=case.id, by_id=by.id if by else None, channel=channel, language=language, text=text)
    session.add(note)
    case.next_contact_on = next_contact_on
    events.record(session, "note.taken", note, by=by, what={"next_contact_on": str(next_contact_on or "")})
    return note


def need_escort(session: Session, case: Case, need: EscortNeed, *, by: User | None) -> EscortNeed:
    """Record that the case needs an escort."""
    case.escort_needs.append(need)
    events.record(session, "escort_need.added", need, by=by, case_id=case.id, what={"role": need.role})
    return need


def drop_escort_need(session: Session, need: EscortNeed, *, by: User | None, why: str) -> None:
    """Record that the escort is not needed after all."""
    events.need_reason(why)
    case = need.case
    events.record(session, "escort_need.dropped", need, by=by, case_id=case.id, what={"role": need.role}, why=why)
    case.escort_needs.remove(need)


def _person(values: Mapping[str, Any], *, position: int) -> Person:
    _only(values, PERSON_FIELDS)
    person = Person(position=position, is_principal=position == 0, **_with_known_birth(values))
    for name in ("surname", "given_names", "spoken_name"):
        setattr(person, name, getattr(person, name) or "")
    if not (person.surname or person.given_names or person.spoken_name):
        raise Refused(say("Enter the person's name, at least as spoken."))
    return person


def _with_known_birth(values: Mapping[str, Any]) -> dict[str, Any]:
    """A date without precision is exact; no date is "not known"; a year alone is stored as 1 January."""
    told = dict(values)
    if "born_on" not in told:
        return told
    day, precision = told["born_on"], told.get("birth_precision", BirthPrecision.EXACT)
    if day is None:
        precision = BirthPrecision.NOT_KNOWN
    elif precision is BirthPrecision.NOT_KNOWN:
        day = None
    elif precision is BirthPrecision.YEAR:
        day = day.replace(month=1, day=1)
    return {**told, "born_on": day, "birth_precision": precision}


def _only(values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    extra = set(values) - allowed
    if extra:
        raise ValueError(f"not a field to set here: {', '.join(sorted(extra))}")
