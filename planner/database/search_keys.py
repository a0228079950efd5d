"""Keeps the search keys of people up to date: after each flush for those it changed, after a migration for all.

No other code has to do this, except a bulk statement that bypasses the session: it must call `renew`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.papers.document import TravelDocument
from models.people.person import Person
from models.people.person_key import PersonKey
from planner.language.search_words import keys_of

_AT_ONCE = 400
"""Number of people whose keys are read and written in one statement."""


def refresh(session: Session, _context: Any = None) -> None:
    """Renew the keys of everyone who, or whose document, is written in this flush."""
    gone = {row.id for row in session.deleted if isinstance(row, Person)}
    written = {row.id for row in (*session.new, *session.dirty) if isinstance(row, Person)}
    touched = (*session.new, *session.dirty, *session.deleted)
    written |= {row.person_id for row in touched if isinstance(row, TravelDocument) and row.person_id}
    if written - gone:
        renew(session.connection(), written - gone)


def renew(connection: sa.Connection, person_ids: Iterable[int]) -> None:
    """Make the keys of these people match their names and documents."""
    for ids in _portions(person_ids):
        stored = kept(connection, ids)
        wanted = made(connection, ids)
        _write(connection, stored, wanted)


def fill(connection: sa.Connection) -> None:
    """Create keys for everyone who has none, such as people entered before keys existed."""
    without = sa.select(Person.id).where(~sa.exists().where(PersonKey.person_id == Person.id))
    renew(connection, connection.scalars(without).all())


def made(connection: sa.Connection, ids: Iterable[int]) -> dict[int, set[str]]:
    """The keys that these people should have, by person id."""
    ids = list(ids)
    names: dict[int, list[str]] = {}
    numbers: dict[int, list[str]] = defaultdict(list)
    people = sa.select(Person.id, Person.surname, Person.given_names, Person.spoken_name).where(Person.id.in_(ids))
    for person_id, *fields in connection.execute(people):
        names[person_id] = list(fields)
    papers = sa.select(
        TravelDocument.person_id, TravelDocument.number, TravelDocument.surname, TravelDocument.given_names
    ).where(TravelDocument.person_id.in_(ids))
    for person_id, number, *fields in connection.execute(papers):
        names[person_id] += fields
        numbers[person_id].append(number)
    return {person_id: keys_of(fields, numbers[person_id]) for person_id, fields in names.items()}


def kept(connection: sa.Connection, ids: list[int]) -> dict[int, set[str]]:
    """The keys that these people have, by person id."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = sa.select(PersonKey.person_id, PersonKey.key).where(PersonKey.person_id.in_(ids))
    for person_id, key in connection.execute(rows):
        found[person_id].add(key)
    return found


def _write(connection: sa.Connection, stored: dict[int, set[str]], wanted: dict[int, set[str]]) -> None:
    for person_id, keys in stored.items():
        if old := sorted(keys - wanted.get(person_id, set())):
            connection.execute(sa.delete(PersonKey).where(PersonKey.person_id == person_id, PersonKey.key.in_(old)))
    rows = [
        {"person_id": person_id, "key": key}
        for person_id, keys in wanted.items()
        for key in sorted(keys - stored.get(person_id, set()))
    ]
    if rows:
        connection.execute(sa.insert(PersonKey), rows)


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
