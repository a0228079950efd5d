"""Connects a running engine and its row: writes progress and reads requests to stop, in short transactions."""

import time
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError

from models import Plan, ScenarioSet
from planner.database.store import Database

TELL_EVERY = 1.0
"""Seconds between two writes of progress, each in its own short transaction."""


class Ticker:
    """Writes progress and checks whether someone asked to stop."""

    def __init__(self, database: Database, kind: type[Plan] | type[ScenarioSet], row_id: int) -> None:
        self.database, self.kind, self.row_id = database, kind, row_id
        self.told_at = self.looked_at = 0.0

    def tell(self, progress: dict[str, Any]) -> None:
        if time.monotonic() - self.told_at < TELL_EVERY:
            return
        self.told_at = time.monotonic()
        with suppress(OperationalError, InterfaceError), self.database.work() as session:  # away: the engine continues
            session.execute(sa.update(self.kind).where(self.kind.id == self.row_id).values(progress=progress))

    def cancelled(self) -> bool:
        if time.monotonic() - self.looked_at < TELL_EVERY / 2:
            return False
        self.looked_at = time.monotonic()
        with suppress(OperationalError, InterfaceError), self.database.work(writes=False) as session:
            return bool(session.scalar(sa.select(self.kind.cancel_asked).where(self.kind.id == self.row_id)))
        return False
