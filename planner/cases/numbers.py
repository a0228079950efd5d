"""Case numbers: CZ, the year of the application, a running number; never given twice, whoever asks at the same time."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people.case import Case

_LOCK = 7_026_010


def next_number(session: Session, year: int) -> str:
    """The next free number of `year`, e.g. "CZ-26-0377"; others who ask wait until this transaction ends.

    SQLite's writers hold the one write lock already (BEGIN IMMEDIATE); PostgreSQL takes an advisory lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    start = f"CZ-{year % 100:02d}-"
    last = session.scalar(
        sa.select(Case.number)
        .where(Case.number.startswith(start))
        .order_by(sa.func.length(Case.number).desc(), Case.number.desc())
        .limit(1)
    )
    found = re.fullmatch(re.escape(start) + r"(\d+)", last or "")
    return f"{start}{int(found[1]) + 1 if found else 1:04d}"
