"""Operations on accounts: sign in, change a password, add users."""

from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import now
from models.people.account import Attempt, Role, User
from models.people.facility import Facility
from models.words import Refused, say
from planner.accounts import passwords
from planner.audit import events

WINDOW = timedelta(minutes=1)
MOST_TRIES = 5


def account_key(email: str) -> str:
    """The key under which attempts are counted: a hash, so that the table holds no addresses of strangers."""
    return sha256(email.strip().casefold().encode()).hexdigest()


def password_mark(user: User) -> str:
    """A value that changes with the password: a sign-in begun with the old password cannot be finished."""
    return sha256(user.password_hash.encode()).hexdigest()[:16]


def throttled(session: Session, account: str) -> bool:
    """Whether this account has used up its attempts of the last minute."""
    tries = session.scalar(
        sa.select(sa.func.count())
        .select_from(Attempt)
        .where(Attempt.account == account, Attempt.at > now() - WINDOW, Attempt.outcome != "in")
    )
    return (tries or 0) >= MOST_TRIES


def signed_in(session: Session, email: str, password: str) -> User | None:
    """The user with this address and password, or None; an unknown account takes the same time."""
    user = session.scalar(sa.select(User).where(User.email == email.strip().casefold()))
    if not passwords.matches(user.password_hash if user else None, password):
        return None
    return user if user and user.is_active else None


def user(session: Session, user_id: int) -> User | None:
    """The user with this id, if the account is active."""
    found = session.get(User, user_id)
    return found if found and found.is_active else None


def called(session: Session, email: str) -> User | None:
    """The user with this address, whether the account is active or not."""
    return session.scalar(sa.select(User).where(User.email == email.strip().casefold()))


def add_user(
    session: Session,
    *,
    email: str,
    name: str,
    roles: set[Role],
    password: str,
    facility_code: str = "",
    by: User | None,
    locale: str = "en",
) -> User:
    """Add an account. Raises `Refused` for a taken address, a short password or facility staff without a facility."""
    email = email.strip().casefold()
    if session.scalar(sa.select(User.id).where(User.email == email)):
        raise Refused(say("%(email)s already has an account.", email=email))
    facility = session.scalar(sa.select(Facility).where(Facility.code == facility_code)) if facility_code else None
    if Role.FACILITY in roles and facility is None:
        raise Refused(say("Choose a facility for this staff member."))
    check_password(password)
    user = User(email=email, name=name, password_hash=passwords.hashed(password), locale=locale, facility=facility)
    user.roles = roles
    session.add(user)
    events.record(session, "user.added", user, by=by, what={"roles": sorted(role.value for role in roles)})
    return user


def check_password(password: str) -> None:
    """Raise `Refused` unless the password is 12 to 200 characters."""
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise Refused(
            say(
                "The password must have %(least)s to %(most)s characters.",
                least=passwords.SHORTEST,
                most=passwords.LONGEST,
            )
        )


def change_password(session: Session, user: User, old: str, new: str) -> None:
    """Replace the user's own password. Raises `Refused` when the old one is wrong or the new one is too short."""
    if not passwords.matches(user.password_hash, old):
        raise Refused(say("The current password is wrong."))
    check_password(new)
    user.password_hash = passwords.hashed(new)
    events.record(session, "user.password_changed", user, by=user)
