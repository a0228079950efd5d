"""Writing down what happened, in the same transaction as the change itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models.lifecycle import HasStatus, move
from models.people.account import User
from models.record import chain
from models.record.because import Why, stored, typed
from models.record.event import Event
from models.words import Refused, say

TOGETHER = "events_together"
E = TypeVar("E", bound=Enum)


def record(
    session: Session,
    action: str,
    row: Any,
    *,
    by: User | None,
    case_id: int | None = None,
    what: dict[str, Any] | None = None,
    why: Why = "",
) -> Event:
    """Append one event about `row` (any model with an id) in the same transaction as the change itself.

    `what` maps a field to [old, new], or any facts that JSON can hold; `why` is the reason typed by the user, or one
    of ours, which `what` keeps under "because".
    """
    facts = {**(what or {}), **({"because": stored(why)} if stored(why) else {})}
    event = Event(
        user_id=by.id if by else None,
        action=action,
        noun=type(row).__tablename__,
        case_id=case_id,
        what=facts,
        why=typed(why)[:500],
    )
    if TOGETHER in session.info:
        session.info[TOGETHER].append((event, row))
    else:
        session.flush()
        session.add(_naming(row, event))
    return event


def moved(
    session: Session,
    row: HasStatus[E],
    target: E,
    table: Mapping[E, set[E]],
    action: str,
    *,
    by: User | None,
    what: Mapping[str, Any] | None = None,
    why: Why = "",
) -> E:
    """Set the status of `row` to `target`, record it as `action` and return the status before.

    The event's `what` holds the two statuses and the facts given. Raises `Refused` when the table does not allow the
    move. Each kind of row has one function of its own that calls this one; everything else calls that function.
    """
    before = move(row, target, table)
    record(session, action, row, by=by, what={"status": [before.value, target.value], **(what or {})}, why=why)
    return before


def need_reason(why: Why) -> None:
    """Raise `Refused` when somebody should have typed a reason and did not; our own reasons always count."""
    if isinstance(why, str) and not why.strip():
        raise Refused(say("Give a short reason; it stays in the history."))


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Append what is recorded inside when it ends, in the same order: all rows in one flush, then all events at once.

    Thousands of rows take seconds instead of minutes so, and events still stand after the rows that they are about.
    """
    waiting: list[tuple[Event, Any]] = []
    session.info[TOGETHER] = waiting
    try:
        yield
    finally:
        del session.info[TOGETHER]
    session.flush()
    chain.append(session, [_naming(row, event) for event, row in waiting])


def _naming(row: Any, event: Event) -> Event:
    """The event with the ids of its row, which has some once it is flushed."""
    event.noun_id = str(row.id)
    if event.case_id is None:
        event.case_id = _case_of(row)
    return event


def _case_of(row: Any) -> int | None:
    if type(row).__tablename__ == "case":
        return int(row.id)
    case_id = getattr(row, "case_id", None)
    if case_id is None and (person := getattr(row, "person", None)) is not None:
        case_id = person.case_id
    return case_id


def changes(row: Any, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set `values` on `row`; returns field → [old, new] as JSON for those that differ."""
    told: dict[str, list[Any]] = {}
    for name, new in values.items():
        old = getattr(row, name)
        if old != new:
            setattr(row, name, new)
            told[name] = [_plain(old), _plain(new)]
    return told


def _plain(value: Any) -> Any:
    if hasattr(value, "value"):
        return value.value
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(value)
