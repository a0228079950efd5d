"""Puts a script into every text of a database that somebody typed, so that a page without escaping would run it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from models import Base

PAYLOAD = "'\"><svg/onload=alert(1)>{{7*7}}"
SHOWN = "&lt;svg/onload=alert(1)&gt;"
OF_OURS = {"attempt", "event", "plan", "run", "setting", "user", "session", "recovery_code", "exchange_rate"}
"""Tables whose texts are the program's own words, hashes and addresses."""
MEANT = {
    "relation",
    "channel",
    "language",
    "rate",
    "rate_source",
    "source",
    "media_type",
    "id",
    "sha256",
    "code",
    "number",
}
"""Columns with codes and ids, for which no form accepts other text."""
WORD = 5
"""Shorter columns hold codes too, of airports, countries and currencies."""
TYPED = {"user": ("name",), "event": ("why",)}


def poison(app: Any, payload: str = PAYLOAD) -> int:
    """Write `payload` into every free text of the database of `app`; returns the number of columns."""
    with app.extensions["navrat.database"].work() as session:
        for verb in ("update", "delete"):
            session.execute(sa.text(f"DROP TRIGGER event_no_{verb}"))
            session.execute(sa.text(f"DROP TRIGGER ledger_entry_no_{verb}"))
        columns = [(table, name) for table in Base.metadata.sorted_tables for name in _texts(table, len(payload))]
        for table, name in columns:
            session.execute(sa.update(table).values({name: payload}))
        events = Base.metadata.tables["event"]
        session.execute(
            sa.update(events)
            .where(events.c.action.like("person.%"))
            .values(what={"surname": [payload, payload], payload: [payload, payload]})
        )
        _answers(session, payload)
        return len(columns)


def _texts(table: sa.Table, length: int) -> list[str]:
    if table.name in OF_OURS:
        return list(TYPED.get(table.name, ()))
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, (sa.String, sa.Text))
        and not isinstance(column.type, sa.Enum)
        and not column.foreign_keys
        and not column.primary_key
        and not column.unique
        and (column.type.length or 999) >= max(length, WORD)
        and column.name not in MEANT
    ]


def _answers(session: Any, payload: str) -> None:
    """What facility staff typed is in one JSON of names and texts."""
    requests = Base.metadata.tables["return_request"]
    for key, answers in session.execute(sa.select(requests.c.id, requests.c.answers)).all():
        for page in answers.values():
            for name in set(page) & {"surname", "given_names", "spoken_name", "words", "person", "town"}:
                page[name] = payload
        session.execute(sa.update(requests).where(requests.c.id == key).values(answers=json.loads(json.dumps(answers))))
