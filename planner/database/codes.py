"""Codes must differ in more than case: spreadsheets and people on the phone treat `T-1` and `t-1` as the same."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.words import Refused, say


def code_free(session: Session, row: Any, code: str, **within: Any) -> None:
    """Raise `Refused` if another row of the kind has this code, ignoring case; `within` limits the rows compared.

    Compared in Python because SQLite folds only the letters A to Z. Rows older than this rule are checked when one of
    them is saved. Two people who save a code at once take turns: the second one sees the code of the first.
    """
    kind = type(row)
    _take_turn(session, kind)
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


def _take_turn(session: Session, kind: type[Any]) -> None:
    """Wait for others who save rows of this kind; SQLite allows one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        name = f"code of {kind.__tablename__}"
        session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
