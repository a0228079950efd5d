"""Recording what happened, in the same transaction as the change itself."""

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

    `what` maps a field to [old, new], or holds any facts that JSON can hold; `why` is a reason entered by the user, or
    one of ours, which `what` holds under "because".
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

    The event's `what` holds both statuses and the given facts. Raises `Refused` when the table does not allow the move.
    Each kind of row has one function that calls this one; all other code calls that function.
    """
    before = move(row, target, table)
    record(session, action, row, by=by, what={"status": [before.value, target.value], **(what or {})}, why=why)
    return before


def need_reason(why: Why) -> None:
    """Raise `Refused` when a reason by the user is required and missing; our own reasons always count."""
    if isinstance(why, str) and not why.strip():
        raise Refused(say("Give a short reason; it stays in the history."))


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Collect the events recorded inside and append them in the same order at the end, after one flush of all rows.

    Thousands of rows then take seconds instead of minutes, and each event still follows the rows it is about.
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
    """The event with the ids of its row, which are known only after the flush."""
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
    """Set `values` on `row`; returns a JSON-ready mapping of field to [old, new] for the values that differ."""
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
