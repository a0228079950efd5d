"""The contents of a database as one hash for each table, to show that nothing at all was changed."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from planner.database.store import Database

COMES_AND_GOES = frozenset({"session", "attempt"})
"""Last use of a session and sign-in attempts, which are written with any request, whatever its result."""


def dump(store: Database, but: Collection[str] = COMES_AND_GOES) -> dict[str, tuple[int, str]]:
    """For each table its number of rows and a hash of them, without the events for reading and refusing."""
    from models import Base

    found = {}
    with store.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in but:
                continue
            query = sa.select(table).order_by(*(table.primary_key.columns or table.columns))
            if table.name == "event":
                query = query.where(table.c.action.not_like("%.read"), table.c.action != "call.refused")
            rows = [repr(tuple(row)) for row in connection.execute(query)]
            found[table.name] = (len(rows), sha256("\n".join(rows).encode()).hexdigest())
        connection.rollback()
    return found


def changed(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """The tables that differ, with their numbers of rows before and after."""
    return [f"{name}: {before[name][0]} rows, then {after[name][0]}" for name in after if before[name] != after[name]]


def canaries(store: Database, *words: str) -> list[str]:
    """Tables that contain one of these words."""
    from models import Base

    found = []
    with store.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            text = repr(connection.execute(sa.select(table)).all())
            found += [f"{table.name}: {word}" for word in words if word in text]
        connection.rollback()
    return found
