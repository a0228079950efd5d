"""The search at the top of every page: cases by number, name, date of birth or PNR; requests for facility staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models.people.account import User
from models.people.case import Case, visible_to
from models.people.person import Person
from models.people.request import ReturnRequest, requests_visible_to
from models.travel.booking import Booking, Passenger
from planner.cases import searching
from planner.cases.sought import told_apart
from planner.home.queries import MOST
from planner.language.folding import bare
from planner.language.likeness import CERTAIN, LIKE, likeness

_NEWEST = 500
"""How many of a facility's requests are searched for names."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case found, and what matched: `by` is number, document, pnr, request, birth, name or near."""

    case: Case
    by: str


def found(session: Session, viewer: User, text: str, today: date, *, pnr: bool) -> list[Hit]:
    """Cases by number or (for those who book) PNR, then by name, most similar first; at most 40."""
    plain = bare(text)
    if len(plain) < 2 and len(text.strip()) < 2:
        return []
    by_number = _by_number(session, viewer, plain, pnr=pnr)
    ranked = [one for one in searching.ranked(session, viewer, text, today) if one.case_id not in set(by_number)]
    ids = [*by_number, *(one.case_id for one in ranked)][:MOST]
    loaded = _loaded(session, ids)
    near = {one.case_id for one in ranked if one.likeness < CERTAIN - 0.02}
    named = bool(told_apart(text, today).words)
    return [Hit(loaded[key], _by(loaded[key], plain, key in by_number, key in near, named)) for key in ids]


def _by_number(session: Session, viewer: User, plain: str, *, pnr: bool) -> list[int]:
    condition = searching.numbered(plain)
    if pnr:
        booked = sa.select(Passenger.case_id).join(Booking, Booking.id == Passenger.booking_id)
        condition = sa.or_(condition, Case.id.in_(booked.where(sa.func.lower(Booking.pnr) == plain)))
    wanted = visible_to(viewer).where(condition).with_only_columns(Case.id).order_by(Case.id.desc()).limit(MOST)
    return list(session.scalars(wanted))


def _loaded(session: Session, ids: Sequence[int]) -> dict[int, Case]:
    people = selectinload(Case.persons).selectinload(Person.documents)
    return {case.id: case for case in session.scalars(sa.select(Case).where(Case.id.in_(ids)).options(people))}


def _by(case: Case, plain: str, numbered: bool, near: bool, named: bool) -> str:
    if not numbered:
        return "near" if near else "name" if named else "birth"
    if plain in bare(case.number):
        return "number"
    if any(bare(paper.number).startswith(plain) for person in case.persons for paper in person.documents):
        return "document"
    return "pnr" if len(plain) == 6 else "request"


def requests_found(session: Session, viewer: User, text: str, today: date) -> list[ReturnRequest]:
    """The facility's requests by reference or case number, else by people who stay there, in any spelling.

    Of drafts and restricted cases, only the names that the facility entered itself are searched.
    """
    plain = bare(text)
    if len(plain) < 2 and len(text.strip()) < 2:
        return []
    own = requests_visible_to(viewer).order_by(ReturnRequest.id.desc())
    if plain and (found := list(session.scalars(own.where(_request_numbered(plain)).limit(MOST)))):
        return found
    by_name = _by_people(session, viewer, text, today)
    unnamed = own.outerjoin(Case, Case.id == ReturnRequest.case_id).where(
        sa.or_(ReturnRequest.case_id.is_(None), Case.restricted)
    )
    likes = [(_most_like(text, row), row) for row in session.scalars(unnamed.limit(_NEWEST))]
    drafts = [row for like, row in sorted(likes, key=lambda one: -one[0]) if like >= LIKE]
    return [*by_name, *drafts][:MOST]


def _request_numbered(plain: str) -> sa.ColumnElement[bool]:
    """The reference of a request, or the number of its case."""
    reference = sa.func.replace(sa.func.lower(ReturnRequest.reference), "-", "")
    number = sa.func.replace(sa.func.lower(Case.number), "-", "")
    cases = sa.select(Case.id).where(number.contains(plain, autoescape=True))
    return sa.or_(reference.contains(plain, autoescape=True), ReturnRequest.case_id.in_(cases))


def _by_people(session: Session, viewer: User, text: str, today: date) -> list[ReturnRequest]:
    """Requests of people who stay at the viewer's facility, most similar first."""
    own = requests_visible_to(viewer)
    here = (
        sa.select(Person.id)
        .join(Case, Case.id == Person.case_id)
        .where(
            Person.facility_id == viewer.facility_id,
            Case.restricted.is_(False),
            Case.id.in_(own.with_only_columns(ReturnRequest.case_id)),
        )
    )
    ids = [one.case_id for one in searching.ranked(session, viewer, text, today, within=here)][:MOST]
    rows = {row.case_id: row for row in session.scalars(own.where(ReturnRequest.case_id.in_(ids)))}
    return [rows[case_id] for case_id in ids if case_id in rows]


def _most_like(text: str, row: ReturnRequest) -> float:
    """How similar the text is to the most similar person of the request."""
    names = [
        [str(page.get(field) or "") for field in ("surname", "given_names", "spoken_name")]
        for page in row.answers.values()
        if isinstance(page, dict)
    ]
    return max((likeness(text, fields) for fields in names), default=0.0)
