"""Lists of users and single users, and settings with their changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Event, Facility, LoginSession, User
from models.words import Say
from planner import settings


def users(session: Session) -> Sequence[User]:
    """All users, with active accounts first."""
    return session.scalars(sa.select(User).order_by(User.active.desc(), User.name, User.id)).unique().all()


def user(session: Session, user_id: int) -> User | None:
    """One user, or None."""
    return session.get(User, user_id)


def last_seen(session: Session) -> dict[int, object]:
    """When each user last used a session, by user id."""
    rows = session.execute(
        sa.select(LoginSession.user_id, sa.func.max(LoginSession.seen_at)).group_by(LoginSession.user_id)
    )
    return {user_id: seen for user_id, seen in rows}


def facilities(session: Session) -> Sequence[Facility]:
    """Active facilities, to choose from for their staff."""
    return session.scalars(sa.select(Facility).where(Facility.active).order_by(Facility.name)).all()


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with its present value."""

    key: str
    label: Say
    unit: str
    default: int
    value: int

    @property
    def money(self) -> bool:
        """Whether the value is an amount in minor units of the currency in `unit`."""
        return self.unit == settings.MONEY

    @property
    def changed(self) -> bool:
        return self.value != self.default


def settings_now(session: Session) -> list[Setting]:
    """All settings with their present values, in the order of the table."""
    values = settings.read(session)
    return [Setting(key, rule.label, rule.unit, rule.default, values[key]) for key, rule in settings.RULES.items()]


def setting(session: Session, key: str) -> Setting | None:
    """One setting, or None for an unknown key."""
    return next((row for row in settings_now(session) if row.key == key), None)


def planned(session: Session, key: str) -> list[tuple[date, int]]:
    """Values of the setting that apply from later dates."""
    return settings.planned(session, key)


def history(session: Session, key: str) -> Sequence[Event]:
    """Changes of a setting, newest first."""
    return session.scalars(
        sa.select(Event).where(Event.noun == "setting", Event.noun_id == key).order_by(Event.id.desc()).limit(20)
    ).all()
