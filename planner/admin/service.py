"""Operations on users and settings. A right that is removed no longer works from the next click."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Event, LoginSession, Role, User
from models.base import now
from models.office import today
from models.people.facility import Facility
from models.running.setting import Setting
from models.words import Refused, say
from planner import settings
from planner.accounts import passwords, second_factor
from planner.accounts import service as accounts
from planner.admin.confirming import wait
from planner.audit import events

BOTH_WITHIN = timedelta(days=30)
SYLLABLES = tuple(first + second for first in "bdfgklmnprstv" for second in "aeo")


def one_time_password() -> str:
    """A one-time password of about 52 bits that is easy to say aloud, such as `mako-tepo-lena-sodo-37`."""
    words = ["".join(secrets.choice(SYLLABLES) for _ in range(2)) for _ in range(4)]
    return "-".join(words) + f"-{secrets.randbelow(900) + 100}"


def add_user(
    session: Session, *, email: str, name: str, roles: set[Role], facility: Facility | None, locale: str, by: User
) -> tuple[User, str]:
    """Add an account to be confirmed; also returns its one-time password. Raises `Refused` like `accounts`."""
    _facility_fits(roles, facility)
    password = one_time_password()
    user = accounts.add_user(
        session,
        email=email,
        name=name,
        roles=roles,
        password=password,
        facility_code=facility.code if facility else "",
        by=by,
        locale=locale,
    )
    wait(user)
    return user, password


def change_user(session: Session, user: User, values: dict[str, Any], roles: set[Role], *, by: User) -> None:
    """Change name, roles, facility or language. If roles or facility change, every session of the user ends and the
    account waits for confirmation again.

    Raises `Refused` when users change their own roles, and for facility staff without a facility.
    """
    before = user.roles
    if user.id == by.id and roles != before:
        raise Refused(say("You cannot change your own roles. Ask another administrator."))
    _facility_fits(roles, values["facility"])
    moved = user.facility_id != (values["facility"].id if values["facility"] else None)
    told = events.changes(user, {"name": values["name"], "locale": values["locale"]})
    if moved:
        told["facility"] = [
            user.facility.code if user.facility else None,
            values["facility"].code if values["facility"] else None,
        ]
        user.facility = values["facility"]
    if roles != before:
        user.roles = roles
        told["roles"] = [sorted(role.value for role in before), sorted(role.value for role in roles)]
    if told:
        events.record(session, "user.changed", user, by=by, what=told)
    if roles - before or moved:
        wait(user)
    if roles != before or moved:
        end_sessions(session, user)


def _facility_fits(roles: set[Role], facility: Facility | None) -> None:
    if Role.FACILITY in roles and facility is None:
        raise Refused(say("Choose a facility for this staff member."))
    if Role.FACILITY in roles and len(roles) > 1:
        raise Refused(say("Facility staff work for another organisation and cannot have any other role."))
    if Role.FACILITY not in roles and facility is not None:
        raise Refused(say("Only facility staff can be assigned to a facility."))


def end_sessions(session: Session, user: User) -> None:
    """Sign the user out everywhere."""
    session.flush()
    session.execute(
        sa.update(LoginSession)
        .where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
        .values(ended_at=now())
    )


def disable(session: Session, user: User, *, by: User) -> None:
    """Disable the account; its history is kept. Raises `Refused` for one's own, so that one administrator is left."""
    if user.id == by.id:
        raise Refused(say("You cannot disable your own account. Ask another administrator."))
    if not user.active:
        raise Refused(say("This account is already disabled."))
    user.active = False
    events.record(session, "user.disabled", user, by=by, what={"active": [True, False]})
    end_sessions(session, user)


def enable(session: Session, user: User, *, by: User) -> None:
    """Enable the account again. Raises `Refused` if it is not disabled."""
    if user.active:
        raise Refused(say("This account is not disabled."))
    user.active = True
    events.record(session, "user.enabled", user, by=by, what={"active": [False, True]})


def reset_password(session: Session, user: User, *, by: User) -> str:
    """Set a one-time password and end every session of the user. Raises `Refused` for the user's own account."""
    if user.id == by.id:
        raise Refused(say("Change your own password on your account page."))
    _not_both(session, user, by, "user.second_factor_reset")
    password = one_time_password()
    user.password_hash = passwords.hashed(password)
    events.record(session, "user.password_reset", user, by=by)
    if not user.totp_secret:  # without a second factor, the new password alone would open the account
        wait(user)
    end_sessions(session, user)
    return password


def reset_second_factor(session: Session, user: User, *, by: User) -> None:
    """Delete the second factor of a lost phone and end all sessions; the user sets up a new one after signing in.

    Raises `Refused` for the user's own account, if there is no second factor, and if the same administrator recently
    created the user or reset the password.
    """
    if user.id == by.id:
        raise Refused(say("Set up a new phone on your account page, or ask another administrator."))
    if not user.totp_secret:
        raise Refused(say("This user has no second factor."))
    _not_both(session, user, by, "user.password_reset", "user.added")
    second_factor.take_away(session, user)
    events.record(session, "user.second_factor_reset", user, by=by)
    wait(user)
    end_sessions(session, user)


def _not_both(session: Session, user: User, by: User, *actions: str) -> None:
    """Two administrators must reset password and second factor, so that no one can take over an account alone."""
    done = session.scalar(
        sa.select(sa.func.count())
        .select_from(Event)
        .where(
            Event.noun == "user",
            Event.noun_id == str(user.id),
            Event.user_id == by.id,
            Event.action.in_(actions),
            Event.at > now() - BOTH_WITHIN,
        )
    )
    if done:
        raise Refused(
            say(
                "In the last 30 days you gave this user a new password or removed their second "
                "factor. Another administrator must do the other step."
            )
        )


LEAST: Mapping[str, int] = {
    "plan_seconds": 5,
    "seats_per_pnr": 1,
    "group_minimum": 1,
    "own_cases_for_lead_time": 1,
    "priority_days": 1,
    "priority_most": 1,
    "retention_years": 1,
    "child_age": 1,
}
MOST_DAYS, MOST_MONEY = 10_000, 10**9
ORDERED = (("infant_age", "child_age"),)


def change_setting(
    session: Session, key: str, value: int, why: str, *, by: User, valid_from: date | None = None
) -> None:
    """Store a setting with its reason, valid from a date on.

    Raises `Refused` for a value out of range or a past date, and `KeyError` for an unknown key.
    """
    rule = settings.RULES[key]
    most = MOST_MONEY if rule.unit == settings.MONEY else MOST_DAYS
    least = LEAST.get(key, 0)
    if not least <= value <= most:
        raise Refused(say("Enter a value from %(least)s to %(most)s.", least=least, most=most))
    day = valid_from or today()
    if day < today():
        raise Refused(say("A setting cannot be changed for days in the past."))
    values = {**settings.read(session, day), key: value}
    for smaller, larger in ORDERED:
        if values[smaller] > values[larger]:
            raise Refused(
                say(
                    "“%(smaller)s” cannot be more than “%(larger)s”.",
                    smaller=settings.RULES[smaller].label,
                    larger=settings.RULES[larger].label,
                )
            )
    before = settings.change(session, key, value, day)
    if before == value:
        return
    session.flush()
    what: dict[str, Any] = {key: [before, value], **({"valid_from": day.isoformat()} if day > today() else {})}
    events.record(session, "setting.changed", session.get(Setting, (key, day)), by=by, what=what, why=why)
