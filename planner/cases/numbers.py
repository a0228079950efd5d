"""Case numbers: the office's prefix, the year and a running number, never given twice, even under concurrency."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.office import office
from models.people.case import Case
from models.words import Refused, say

_LOCK = 7_026_010


def next_number(session: Session, year: int) -> str:
    """The next free number of `year`, such as "LT-26-0377"; other callers wait until this transaction ends.

    Raises `Refused` until the office has a prefix.

    SQLite's writers already hold the one write lock (BEGIN IMMEDIATE); PostgreSQL takes an advisory lock.
    """
    if not office().case_prefix:
        raise Refused(say("An administrator must set up the office first."))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    start = f"{office().case_prefix}-{year % 100:02d}-"
    highest = max(_highest(session, column, start) for column in (Case.number, Case.cost_number))
    return f"{start}{highest + 1:04d}"


def _highest(session: Session, column: Any, start: str) -> int:
    """The highest running number given out so far; numbers for costs are of the same row and are given once, too."""
    last = session.scalar(
        sa.select(column)
        .where(column.startswith(start))
        .order_by(sa.func.length(column).desc(), column.desc())
        .limit(1)
    )
    found = re.fullmatch(re.escape(start) + r"(\d+)", last or "")
    return int(found[1]) if found else 0
