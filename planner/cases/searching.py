"""Search that finds people in any spelling: candidates from the index of keys, ranked by similarity.

Only cases the viewer may see are loaded, so neither ranking nor counts reveal anything about other cases.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.papers.document import TravelDocument
from models.people.account import User
from models.people.case import Case, visible_to
from models.people.person import BirthPrecision, Person
from models.people.person_key import PersonKey
from models.people.request import RequestStatus, ReturnRequest
from planner.cases.sought import Sought, told_apart
from planner.language.likeness import CERTAIN, LIKE, likeness
from planner.language.sounding import near, skeletons
from planner.language.spelling import spellings

CANDIDATES = 400
"""How many people are compared with the search text: those who share most keys with it."""
NEAR_TO_CERTAIN = 0.85
_STRICT, _SOUND, _NEAR = 4, 2, 1
_AFTER = "~"
"""Sorts after every letter and digit of a key."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case, and how similar it is to the search text."""

    case_id: int
    likeness: float


def answering(session: Session, viewer: User, text: str, today: date) -> sa.ColumnElement[bool]:
    """A condition on `Case`: a number matches, or all words of a name; if there is no such case, similar names."""
    sought = told_apart(text, today)
    exact = sa.or_(numbered(sought.plain), _named(sought))
    if session.scalar(visible_to(viewer).where(exact).with_only_columns(Case.id).limit(1)) is not None:
        return exact
    return Case.id.in_([one.case_id for one in ranked(session, viewer, text, today)])


def numbered(plain: str) -> sa.ColumnElement[bool]:
    """The number of the case, the beginning of a document's, or that of a request; dashes and spaces do not matter."""
    if len(plain) < 2:
        return sa.false()
    reference = sa.func.replace(sa.func.lower(ReturnRequest.reference), "-", "") == plain
    asked = sa.select(ReturnRequest.case_id).where(
        reference, ReturnRequest.status == RequestStatus.SENT, ReturnRequest.case_id.is_not(None)
    )
    if not any(letter.isdigit() for letter in plain):
        return Case.id.in_(asked)
    number = sa.func.replace(sa.func.lower(Case.number), "-", "").contains(plain, autoescape=True)
    if len(plain) < 3:
        return number
    holders = sa.select(Person.case_id).join(PersonKey, PersonKey.person_id == Person.id).where(_begins(f"d{plain}"))
    return sa.or_(number, Case.id.in_(asked), Case.id.in_(holders))


def ranked(
    session: Session, viewer: User, text: str, today: date, *, within: sa.Select[int] | None = None
) -> list[Found]:
    """Cases the viewer may see, by the person most similar to `text`; newest first among equals.

    `within` selects the ids of the people to search instead, for facility staff, who see no case files.
    """
    sought = told_apart(text, today)
    cases = visible_to(viewer).with_only_columns(Case.id)
    people = _people(session, Person.case_id.in_(cases) if within is None else Person.id.in_(within), sought)
    best: dict[int, float] = {}
    looked_for = " ".join(sought.words)
    for case_id, fields in people:
        score = likeness(looked_for, fields) if sought.words else 1.0
        best[case_id] = max(best.get(case_id, 0.0), score)
    top = max(best.values(), default=0.0)
    least = NEAR_TO_CERTAIN if top >= CERTAIN - 0.02 else LIKE
    found = [Found(case_id, score) for case_id, score in best.items() if score >= least]
    return sorted(found, key=lambda one: (-one.likeness, -one.case_id))


def _named(sought: Sought) -> sa.ColumnElement[bool]:
    """One person has all the words, in some spelling, and the birth date fits."""
    if not sought.words and sought.born is None:
        return sa.false()
    wanted: list[sa.ColumnElement[bool]] = []
    for word in sought.words:
        keys = sa.or_(*(_begins(f"n{spelling}") for spelling in spellings(word)))
        wanted.append(Person.id.in_(sa.select(PersonKey.person_id).where(keys)))
    if sought.born:
        wanted.append(_born(sought.born))
    return Case.id.in_(sa.select(Person.case_id).where(*wanted))


def _born(days: tuple[date, date]) -> sa.ColumnElement[bool]:
    """Born between the dates; if only the year is known, born in that year."""
    first, last = days
    year = Person.born_on.between(first.replace(month=1, day=1), last.replace(month=12, day=31))
    vague = Person.birth_precision.in_((BirthPrecision.YEAR, BirthPrecision.APPROXIMATE))
    return sa.or_(Person.born_on.between(first, last), sa.and_(vague, year))


def _people(session: Session, visible: sa.ColumnElement[bool], sought: Sought) -> list[tuple[int, list[str]]]:
    """(case, names) of the candidates the viewer may see, including the names in their documents."""
    rows = sa.select(Person.id, Person.case_id, Person.surname, Person.given_names, Person.spoken_name).where(visible)
    if sought.words:
        shared = _candidates(sought.words).subquery()
        rows = rows.join(shared, shared.c.person_id == Person.id)
    narrowed = rows.where(_born(sought.born)) if sought.born else rows
    if not sought.words and not sought.born:
        return []
    found = session.execute(narrowed.order_by(Person.id.desc()).limit(CANDIDATES)).all()
    if not found and sought.words:
        found = session.execute(rows).all()
    names = {row[0]: (row[1], list(row[2:])) for row in found}
    papers = sa.select(TravelDocument.person_id, TravelDocument.surname, TravelDocument.given_names).where(
        TravelDocument.person_id.in_(names)
    )
    for person_id, *fields in session.execute(papers):
        names[person_id][1].extend(fields)
    return list(names.values())


def _candidates(asked: tuple[str, ...]) -> sa.Select[Any]:
    """The people who share most keys with the words; each word counts once, by its best key."""
    parts = []
    for place, word in enumerate(_with_joined(asked)):
        parts.append(_part(place, _STRICT, sa.or_(*(_begins(f"n{spelling}") for spelling in spellings(word)))))
        sounds = skeletons(word)
        parts.append(_part(place, _SOUND, PersonKey.key.in_([f"s{one}" for one in sounds if len(one) > 1])))
        others = {other for one in sounds if len(one) > 2 for other in near(one)}
        parts.append(_part(place, _NEAR, PersonKey.key.in_([f"s{one}" for one in sorted(others)])))
    every = sa.union_all(*parts).subquery()
    best = (
        sa.select(every.c.person_id, every.c.place, sa.func.max(every.c.weight).label("weight"))
        .group_by(every.c.person_id, every.c.place)
        .subquery()
    )
    return (
        sa.select(best.c.person_id)
        .group_by(best.c.person_id)
        .order_by(sa.func.sum(best.c.weight).desc(), best.c.person_id.desc())
        .limit(CANDIDATES)
    )


def _with_joined(asked: tuple[str, ...]) -> list[str]:
    """The words, and each two or three adjacent words joined."""
    joined = ["".join(asked[at : at + size]) for size in (2, 3) for at in range(len(asked) - size + 1)]
    return [*asked[:6], *joined[:6]]


def _part(place: int, weight: int, condition: sa.ColumnElement[bool]) -> sa.Select[int, int, int]:
    return sa.select(PersonKey.person_id, sa.literal(place).label("place"), sa.literal(weight).label("weight")).where(
        condition
    )


def _begins(key: str) -> sa.ColumnElement[bool]:
    return sa.and_(PersonKey.key >= key, PersonKey.key < key + _AFTER)
