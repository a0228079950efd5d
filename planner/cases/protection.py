"""Operations of protection staff: a hold that blocks planning, and a case that only named people may see."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Passenger, Plan, PlanCase, PlanStatus
from models.office import today
from models.people.access import CaseAccess
from models.people.account import User
from models.people.case import Case
from models.travel.booking import HOLDING_A_SEAT
from models.words import Refused, say
from planner.audit import events
from planner.cases import numbers
from planner.roles import Can, may


def set_hold(session: Session, case: Case, held: bool, *, by: User, why: str) -> None:
    """Set or release a hold by a recorded decision. Others see that the case is blocked, but not why."""
    if case.protection_hold == held:
        return
    _need_reason(why)
    case.protection_hold = held
    events.record(session, "case.held" if held else "case.released", case, by=by, why=why)


def set_restricted(
    session: Session,
    case: Case,
    named: Iterable[int],
    *,
    restricted: bool,
    by: User,
    why: str,
    stand_in: int | None = None,
) -> None:
    """Show the case only to the named users, the stand-in and the user who restricts it, or to everyone again.

    `stand_in` is the user who follows what is planned and booked to the departure. Raises `Refused` without a reason,
    without a stand-in for a case that is planned or booked, and for one who cannot do that work.
    """
    stand_in = stand_in if restricted else None
    wanted = {*named, by.id, *([stand_in] if stand_in else [])} if restricted else set()
    rows = session.scalars(sa.select(CaseAccess).where(CaseAccess.case_id == case.id)).all()
    present = {row.user_id for row in rows}
    stands_in = next((row.user_id for row in rows if row.stands_in), None)
    if case.restricted == restricted and present == wanted and stands_in == stand_in:
        return
    _need_reason(why)
    if restricted:
        _need_stand_in(session, case, stand_in)
        case.cost_number = case.cost_number or numbers.next_number(session, today().year)
    session.execute(sa.delete(CaseAccess).where(CaseAccess.case_id == case.id, CaseAccess.user_id.not_in(wanted)))
    session.add_all(CaseAccess(case_id=case.id, user_id=user, given_by_id=by.id) for user in sorted(wanted - present))
    session.flush()
    session.execute(
        sa.update(CaseAccess)
        .where(CaseAccess.case_id == case.id)
        .values(stands_in=CaseAccess.user_id == (stand_in or 0))
    )
    case.restricted = restricted
    events.record(
        session,
        "case.restricted" if restricted else "case.opened",
        case,
        by=by,
        what={"named": sorted(wanted), "stand_in": stand_in},
        why=why,
    )


def _need_stand_in(session: Session, case: Case, stand_in: int | None) -> None:
    user = session.get(User, stand_in) if stand_in else None
    if user is not None and not can_stand_in(user):
        raise Refused(say("The stand-in must be able to change bookings and confirm departures."))
    if user is None and followed(session, case, today()):
        raise Refused(
            say(
                "Choose a stand-in. This case is planned or booked, so someone who can see it must follow it "
                "until the departure."
            )
        )


def can_stand_in(user: User) -> bool:
    """Whether the user can do everything that is left to do for a booked case."""
    return user.active and may(user, Can.WRITE_BOOKINGS) and may(user, Can.CONFIRM_DEPARTURES)


def followed(session: Session, case: Case, day: date) -> bool:
    """Whether the case has seats, or is part of a plan whose days are not over."""
    seats = sa.select(Passenger.id).where(Passenger.case_id == case.id, Passenger.status.in_(HOLDING_A_SEAT))
    plans = (
        sa.select(Plan.id)
        .join(PlanCase, PlanCase.plan_id == Plan.id)
        .where(PlanCase.case_id == case.id, Plan.status == PlanStatus.SOLVED, Plan.window_until >= day)
    )
    return any(session.scalar(one.limit(1)) is not None for one in (seats, plans))


def stand_in(session: Session, case: Case) -> int | None:
    """Id of the user who stands in for those who lost sight of the case."""
    return session.scalar(sa.select(CaseAccess.user_id).where(CaseAccess.case_id == case.id, CaseAccess.stands_in))


def named(session: Session, case: Case) -> list[int]:
    """Ids of the users named for the case."""
    return list(session.scalars(sa.select(CaseAccess.user_id).where(CaseAccess.case_id == case.id)))


def _need_reason(why: str) -> None:
    if not why.strip():
        raise Refused(say("Give a short reason. Only protection staff and auditors can read it."))
