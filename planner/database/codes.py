"""Codes of one kind differ in more than capitals: spreadsheets and people on the phone take `T-1` and `t-1` for one."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.words import Refused, say


def code_free(session: Session, row: Any, code: str, **within: Any) -> None:
    """Raise `Refused` when another row of the kind has this code, in whatever case; `within` limits the rows looked at.

    Compared here and not by the database: SQLite folds no letters but A to Z. It holds for rows from before this rule
    as soon as one of them is saved.
    """
    kind = type(row)
    with session.no_autoflush:
        found = session.execute(
            sa.select(kind.id, kind.code).where(*(getattr(kind, name) == value for name, value in within.items()))
        ).all()
    for other_id, other in found:
        if other_id == row.id or other.casefold() != code.casefold():
            continue
        if other == code:
            raise Refused(say("The code %(code)s is already taken.", code=code))
        raise Refused(
            say(
                "The code %(code)s is already taken, written as %(other)s. "
                "Codes must differ in more than upper and lower case.",
                code=code,
                other=other,
            )
        )
