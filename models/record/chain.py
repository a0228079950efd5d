"""The chain of events: each row holds the hash of the one before, so that every later change can be detected.

hash = SHA-256 of the JSON list [previous hash, at, user, action, noun, noun id, case, what, why, call]. Rows are linked
when they are written; writers take turns, on PostgreSQL by an advisory lock, on SQLite by the write lock.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.orm import Mapper, Session, object_session

from models.base import now
from models.record.event import Event

BEGINNING = "0" * 64
LOCK = 720_932
BATCH = 2_000


def link(event: Event, previous: str) -> str:
    """The hash for `event` when it follows a row with hash `previous`."""
    facts = [
        previous,
        event.at.isoformat(),
        event.user_id,
        event.action,
        event.noun,
        event.noun_id,
        event.case_id,
        event.what,
        event.why,
        event.call,
    ]
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _head(connection: sa.Connection) -> str:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    table = Event.__table__
    found = connection.execute(sa.select(table.c.hash).order_by(table.c.id.desc()).limit(1)).scalar()
    return found or BEGINNING


def _tie(event: Event, connection: sa.Connection, known: dict[Any, Any]) -> None:
    """Complete a new row and link it to the last one of this transaction, else to the last one of the table."""
    event.at = event.at or now()
    event.what, event.why = event.what or {}, event.why or ""
    event.call = event.call or known.get("call", "")
    event.previous_hash = known.get("chain_head") or _head(connection)
    event.hash = known["chain_head"] = link(event, event.previous_hash)


@sa_event.listens_for(Event, "before_insert")
def chain(_mapper: Mapper[Event], connection: sa.Connection, event: Event) -> None:
    """Link every event that is added to any session."""
    session = object_session(event)
    _tie(event, connection, session.info if session else {})


def append(session: Session, events: Sequence[Event]) -> None:
    """Link and insert many new events with one statement, in this order; they are not kept in the session."""
    connection, table = session.connection(), Event.__table__
    for event in events:
        _tie(event, connection, session.info)
    names = [column.key for column in table.c if column is not table.c.id]
    if events:
        connection.execute(sa.insert(Event), [{name: getattr(event, name) for name in names} for event in events])


def _forget(session: Session, *_more: Any) -> None:
    session.info.pop("chain_head", None)


sa_event.listen(Session, "after_commit", _forget)
sa_event.listen(Session, "after_soft_rollback", _forget)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain at some moment, kept outside the database."""

    event_id: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in the record: the id of the row and what is wrong with it."""

    event_id: int
    what: str


def end(session: Session) -> Anchor | None:
    """The newest row's id and hash; None if there is no event."""
    row = session.execute(sa.select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)).first()
    return Anchor(row[0], row[1] or "") if row else None


def faults(session: Session, anchors: Sequence[Anchor]) -> Iterator[Fault]:
    """Check the whole record: broken links, changed rows, and anchors that match no row."""
    previous, last_id, wanted = BEGINNING, 0, {anchor.event_id: anchor.hash for anchor in anchors}
    while rows := session.scalars(sa.select(Event).where(Event.id > last_id).order_by(Event.id).limit(BATCH)).all():
        for row in rows:
            if row.previous_hash != previous:
                yield Fault(row.id, "does not follow the row before it")
            if row.hash != link(row, row.previous_hash or ""):
                yield Fault(row.id, "is not what was written")
            if row.id in wanted and wanted.pop(row.id) != row.hash:
                yield Fault(row.id, "is not the row that the anchor names")
            previous, last_id = row.hash or "", row.id
        session.expunge_all()
    for event_id in sorted(wanted):
        yield Fault(event_id, "is gone; an anchor names it")
