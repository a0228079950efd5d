"""The one place that changes the status of a case."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people.account import User
from models.people.case import NEXT, Case, CaseStatus
from models.record.because import Why, typed
from models.travel.booking import HOLDING_A_SEAT, Passenger
from models.words import Refused, say
from planner.audit import events

S = CaseStatus
NEEDS_A_REASON = frozenset({S.ON_HOLD, S.WITHDRAWN, S.REFUSED, S.REVOKED, S.DUPLICATE, S.CLOSED, S.NO_SHOW})
WITH_SEATS = frozenset({S.RESERVED, S.TICKETED})
"""The only statuses possible while seats are held for a case."""


def move_case(session: Session, case: Case, target: CaseStatus, *, by: User | None, why: Why = "") -> CaseStatus:
    """Give the case the status `target`, write the event and return the status before.

    Raises `Refused` when the table does not allow the move, when a required reason is missing, and while seats are held
    for the case. Bookings cancel the seats first and then call this.
    """
    if target in NEEDS_A_REASON:
        events.need_reason(why)
    if target not in WITH_SEATS and _has_seats(session, case):
        raise Refused(say("Seats are reserved for this case. Cancel the reservation or withdraw the case instead."))
    before = events.moved(session, case, target, NEXT, "case.moved", by=by, why=why)
    case.status_why = typed(why)[:300]
    return before


def _has_seats(session: Session, case: Case) -> bool:
    held = sa.select(Passenger.id).where(Passenger.case_id == case.id, Passenger.status.in_(HOLDING_A_SEAT)).limit(1)
    return session.scalar(held) is not None
