"""Notices every change of a fact in any session, and judges booked people again before the change is committed.

Nobody calls this: it listens to all sessions of every process that imports planner (web, worker, command line), so that
no caller can forget it. It looks at each row that is written and at each bulk statement.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, object_session

from models import Base
from models.office import today
from planner.judgement import keeping, touched
from planner.judgement.facts import ALL, JUDGED, Rows

KEY = "facts_changed"
Changed = defaultdict[str, set[Any]]
"""Ids of what changed, by kind: cases, persons, flights and so on."""


def listen() -> None:
    """Listen to every session from now on; safe to call twice."""
    if event.contains(Session, "before_commit", _before_commit):
        return
    event.listen(Base, "after_insert", _written, propagate=True)
    event.listen(Base, "before_delete", _written, propagate=True)
    event.listen(Base, "after_update", _updated, propagate=True)
    event.listen(Session, "do_orm_execute", _at_statement)
    event.listen(Session, "before_commit", _before_commit)
    event.listen(Session, "after_rollback", _forget)


def _changed(session: Session) -> Changed:
    return session.info.setdefault(KEY, defaultdict(set))  # type: ignore[no-any-return]


def _written(_mapper: Any, _connection: sa.Connection, row: Any) -> None:
    _touch(row, JUDGED.get(row.__tablename__))


def _updated(_mapper: Any, _connection: sa.Connection, row: Any) -> None:
    rows = JUDGED.get(row.__tablename__)
    if rows is not None and any(_history(row, name).has_changes() for name in rows.counts):
        _touch(row, rows)


def _history(row: Any, name: str) -> Any:
    return sa.inspect(row).attrs[name].history


def _touch(row: Any, rows: Rows | None) -> None:
    """Remember the cases that the row affects now and those it affected before."""
    session = object_session(row)
    if rows is None or session is None:
        return
    changed = _changed(session)
    for what, column in rows.touches:
        history = _history(row, column)
        values: Iterable[Any] = (*history.unchanged, *history.added, *history.deleted) or (getattr(row, column),)
        changed[what].update(value for value in values if value is not None)


def _at_statement(state: ORMExecuteState) -> None:
    """A bulk statement on a judged table: everyone booked will be judged again."""
    if state.is_select:
        return
    table = getattr(getattr(state.statement, "table", None), "name", "")
    if table in JUDGED and _counts(state, JUDGED[table]):
        _changed(state.session)[ALL].add(table)


def _counts(state: ORMExecuteState, rows: Rows) -> bool:
    """Whether the statement sets a column that counts; every INSERT or DELETE does."""
    if not state.is_update:
        return True
    named = {getattr(key, "key", key) for key in (getattr(state.statement, "_values", None) or {})}
    return not named or bool(named & rows.counts)


def _before_commit(session: Session) -> None:
    """Judge in a separate session on the same transaction, so that no row in it is stale.

    A commit of a savepoint is ignored. The judging runs in its own savepoint: if it fails, the caller can still use the
    transaction.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    changed = session.info.pop(KEY, None)
    if not changed:
        return
    connection = session.connection()
    with Session(connection, join_transaction_mode="create_savepoint") as judging:
        keeping.rejudge(judging, touched.cases(judging, changed), today())
        judging.commit()


def _forget(session: Session) -> None:
    session.info.pop(KEY, None)
