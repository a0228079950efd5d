"""Tries to sign in, counted per account in the database in their own transaction: all processes see them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people.account import Attempt
from planner.accounts import service
from planner.database.store import Database


def may_try(database: Database, account: str) -> bool:
    """Count a try and say whether it may be checked: five a minute for one account, others are not held up.

    `account` is what `service.account_key` makes of an address. Tries of the same account take turns, in every process.
    """
    with database.work() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(account[:15], 16))))
        if service.throttled(session, account):
            return False
        session.add(Attempt(account=account, outcome="tried"))
        return True


def succeeded(session: Session, account: str) -> None:
    """Forget this minute's tries of somebody who is in."""
    session.execute(sa.update(Attempt).where(Attempt.account == account).values(outcome="in"))
