"""Users with a second factor: real accounts, and real codes of the authenticator, each used once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pyotp

from tests.support.browsing.signed_in import PASSWORD

if TYPE_CHECKING:
    from planner.database.store import Database

_numbers = count(1)


@dataclass
class Person:
    """A user with a phone: email, the authenticator's secret, and the last step whose code was used."""

    email: str
    user_id: int
    secret: str
    last_step: int = 0

    def code(self) -> str:
        """A code that was not used yet; after three within half a minute it waits for the next one, as people do."""
        from planner.accounts.second_factor import STEP_SECONDS, present_step

        while self.last_step > present_step():
            time.sleep(0.2)
        late = time.time() % STEP_SECONDS > STEP_SECONDS - 8  # the last code but one may be too old when it arrives
        self.last_step = max(self.last_step + 1, present_step() - (not late))
        return pyotp.TOTP(self.secret).at(self.last_step * STEP_SECONDS)


def person(store: Database, *roles: str, facility: str = "", email: str = "") -> Person:
    """Add a user with these roles and a second factor, and the facility if it does not exist yet."""
    import sqlalchemy as sa

    from models import Facility, FacilityKind, Role
    from planner.accounts import second_factor, service

    email = email or f"{'-'.join(roles)}-{next(_numbers)}@example.org"
    with store.work() as session:
        if facility and session.scalar(sa.select(Facility).filter_by(code=facility)) is None:
            session.add(Facility(code=facility, name=facility.title(), kind=FacilityKind.DETENTION))
            session.flush()
        user = service.add_user(
            session,
            email=email,
            name=" ".join(roles).title(),
            password=PASSWORD,
            by=None,
            roles={Role(role) for role in roles},
            facility_code=facility,
        )
        session.flush()
        made = Person(email, user.id, second_factor.new_secret())
        second_factor.set_up(session, user, made.secret)
    return made
