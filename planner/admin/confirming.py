"""Four eyes on accounts: an account works once an administrator who did not change it has confirmed it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Event, User
from models.words import Refused, say
from planner.audit import events

SECRETS = ("user.added", "user.password_reset")
"""Whoever did one of these knew the password until the user chose another."""
RIGHTS = ("user.added", "user.changed", "user.password_reset", "user.second_factor_reset")


def wait(user: User) -> None:
    """Block the account until another administrator confirms it."""
    user.confirmed = False


def waiting(session: Session) -> Sequence[User]:
    """Accounts that nobody has confirmed yet."""
    return (
        session.scalars(sa.select(User).where(User.active, sa.not_(User.confirmed)).order_by(User.name, User.id))
        .unique()
        .all()
    )


def had_a_hand(session: Session, user: User, by: User) -> bool:
    """Whether `by` made the change that needs confirmation, or may still know the user's password."""
    of_user = sa.and_(Event.noun == "user", Event.noun_id == str(user.id))

    def after(action: str) -> sa.ColumnElement[bool]:
        last = sa.select(sa.func.coalesce(sa.func.max(Event.id), 0)).where(of_user, Event.action == action)
        return Event.id > last.scalar_subquery()

    theirs = sa.or_(
        sa.and_(Event.action.in_(SECRETS), after("user.password_changed")),
        sa.and_(Event.action.in_(RIGHTS), after("user.confirmed")),
    )
    found = session.scalar(sa.select(sa.func.count()).select_from(Event).where(of_user, Event.user_id == by.id, theirs))
    return bool(found) or user.id == by.id


def confirm(session: Session, user: User, *, by: User | None) -> None:
    """Confirm an account; `by` is None on the command line. Raises `Refused` for a user who created or changed it."""
    if user.confirmed:
        raise Refused(say("This account is not waiting for confirmation."))
    if by is not None and had_a_hand(session, user, by):
        raise Refused(
            say(
                "You gave this user the account, role or password, so another administrator or "
                "an approver must confirm it."
            )
        )
    user.confirmed = True
    events.record(
        session,
        "user.confirmed",
        user,
        by=by,
        what={"confirmed": [False, True], "roles": sorted(role.value for role in user.roles)},
    )
