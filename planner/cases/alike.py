"""The duplicate check: the same document, or the same name and date of birth, in another case the viewer may see."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models.people.account import User
from models.people.case import Case, visible_to
from models.people.person import BirthPrecision, Person
from models.people.person_key import PersonKey
from planner.language.folding import bare
from planner.language.names import same
from planner.language.spelling import spellings, words

MOST = 10


def same_number(session: Session, viewer: User, case: Case) -> Mapping[int, Sequence[Case]]:
    """Maps a document id of this case to the cases in which another person has a document with the same number."""
    numbers = {f"d{bare(paper.number)}": paper for person in case.persons for paper in person.documents if paper.number}
    rows = session.execute(
        sa.select(PersonKey.key, Person.id, Case)
        .join(Person, Person.id == PersonKey.person_id)
        .join(Case, Case.id == Person.case_id)
        .where(PersonKey.key.in_(numbers), Case.id.in_(visible_to(viewer).with_only_columns(Case.id)))
        .order_by(Case.id.desc())
    )
    found: dict[int, list[Case]] = {}
    for key, person_id, other in rows:
        if person_id != numbers[key].person_id:
            found.setdefault(numbers[key].id, []).append(other)
    return found


def same_person(session: Session, viewer: User, case: Case) -> Mapping[int, Sequence[Case]]:
    """Maps a person id of this case to other cases with someone of the same name (any spelling) and date of birth."""
    return {person.id: found for person in case.persons if (found := _same(session, viewer, case, person))}


def _same(session: Session, viewer: User, case: Case, person: Person) -> list[Case]:
    parts = words(person.surname) or words(person.given_names)
    if not parts or person.born_on is None:
        return []
    other, key = aliased(Person), f"n{spellings(parts[0])[0]}"
    rows = session.execute(
        sa.select(other, Case)
        .join(Case, Case.id == other.case_id)
        .join(PersonKey, sa.and_(PersonKey.person_id == other.id, PersonKey.key == key))
        .where(
            Case.id != case.id,
            Case.id.in_(visible_to(viewer).with_only_columns(Case.id)),
            other.born_on.between(person.born_on.replace(month=1, day=1), person.born_on.replace(month=12, day=31)),
        )
        .order_by(Case.id.desc())
    )
    found = {
        one_case.id: one_case
        for one, one_case in rows
        if _born_alike(one, person) and same(person.surname, person.given_names, one.surname, one.given_names)
    }
    return list(found.values())[:MOST]


def _born_alike(one: Person, other: Person) -> bool:
    """The same date, or the same year if either date is not known exactly."""
    exact = one.birth_precision is other.birth_precision is BirthPrecision.EXACT
    return one.born_on == other.born_on or not exact
