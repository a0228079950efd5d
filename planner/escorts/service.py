"""Operations on escorts and roles."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import Escort, EscortAssignment, EscortAvailability, EscortNeed, EscortRole
from models.people.account import User
from models.words import Refused, say
from planner.audit import events
from planner.database.codes import code_free

Values = dict[str, Any]
Period = tuple[date, date]


def save_escort(
    session: Session, escort: Escort, values: Values, periods: Sequence[Period], *, by: User | None
) -> None:
    """Store an escort with periods of availability. Raises `Refused` for a code already in use."""
    code_free(session, escort, values["code"])
    new = escort.id is None
    before = sorted((period.starts, period.ends) for period in escort.availability)
    after = sorted(set(periods))
    if before != after:
        kept = [period for period in escort.availability if (period.starts, period.ends) in after]
        have = {(period.starts, period.ends) for period in kept}
        escort.availability = kept + [
            EscortAvailability(starts=starts, ends=ends) for starts, ends in after if (starts, ends) not in have
        ]
        if not new:
            flag_modified(escort, "code")  # periods are part of the escort, so changing them must change its version
    told = events.changes(escort, values)
    if before != after:
        told["availability"] = [_written(before), _written(after)]
    session.add(escort)
    if new or told:
        events.record(session, "escort.added" if new else "escort.changed", escort, by=by, what=told)


def _written(periods: Sequence[Period]) -> list[str]:
    return [f"{starts}/{ends}" for starts, ends in periods]


def save_role(session: Session, role: EscortRole, values: Values, *, by: User | None) -> None:
    """Store a role. Raises `Refused` if its code would change while it is in use."""
    code_free(session, role, values["code"])
    new = role.id is None
    if not new and values["code"] != role.code and role_in_use(session, role.code):
        raise Refused(say("The code of %(role)s cannot be changed: escorts or cases use it.", role=role.code))
    told = events.changes(role, values)
    session.add(role)
    if new or told:
        events.record(session, "escort_role.added" if new else "escort_role.changed", role, by=by, what=told)


def role_in_use(session: Session, code: str) -> bool:
    """Whether an escort, a case or an assignment uses the role."""
    if session.scalar(sa.select(EscortNeed.id).where(EscortNeed.role == code).limit(1)):
        return True
    if session.scalar(sa.select(EscortAssignment.id).where(EscortAssignment.role == code).limit(1)):
        return True
    return any(code in roles for roles in session.scalars(sa.select(Escort.roles)))
