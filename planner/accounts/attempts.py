"""Tries to sign in, counted per account in the database in their own transaction: all processes see them."""

from models.account import Attempt
from planner import db
from planner.accounts import service


def may_try(email: str) -> bool:
    """Count a try and say whether it may be checked: five a minute for one account, others are not held up."""
    with db.database().work() as session:
        if service.throttled(session, email):
            return False
        session.add(Attempt(account=service.account_key(email), outcome="tried"))
        return True


def succeeded(email: str) -> None:
    """Forget this minute's tries of somebody who is in."""
    db.session.execute(Attempt.__table__.update().where(  # type: ignore[attr-defined]
        Attempt.account == service.account_key(email)).values(outcome="in"))
