"""Sign-in attempts, counted per account in the database in a separate transaction, so that all processes see them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people.account import Attempt
from planner.accounts import service
from planner.database.store import Database


def may_try(database: Database, account: str) -> bool:
    """Count an attempt and return whether to check it: five a minute for each account. Others are not slowed.

    `account` is the result of `service.account_key`. Attempts on one account run one at a time, across all processes.
    """
    with database.work() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(account[:15], 16))))
        if service.throttled(session, account):
            return False
        session.add(Attempt(account=account, outcome="tried"))
        return True


def succeeded(session: Session, account: str) -> None:
    """Stop counting the attempts of an account that has signed in."""
    session.execute(sa.update(Attempt).where(Attempt.account == account).values(outcome="in"))
