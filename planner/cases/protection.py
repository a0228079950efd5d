"""Operations of protection staff: a hold that blocks planning, and a case that only named people may see."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people.access import CaseAccess
from models.people.account import User
from models.people.case import Case
from models.words import Refused, say
from planner.audit import events


def set_hold(session: Session, case: Case, held: bool, *, by: User, why: str) -> None:
    """Set or release a hold by a recorded decision. Others see that the case is blocked, but not why."""
    if case.protection_hold == held:
        return
    _need_reason(why)
    case.protection_hold = held
    events.record(session, "case.held" if held else "case.released", case, by=by, why=why)


def set_restricted(session: Session, case: Case, named: Iterable[int], *, restricted: bool, by: User, why: str) -> None:
    """Show the case only to the named users (and to the user who restricts it), or to everyone again."""
    wanted = {*named, by.id} if restricted else set()
    present = set(session.scalars(sa.select(CaseAccess.user_id).where(CaseAccess.case_id == case.id)))
    if case.restricted == restricted and present == wanted:
        return
    _need_reason(why)
    session.execute(sa.delete(CaseAccess).where(CaseAccess.case_id == case.id, CaseAccess.user_id.not_in(wanted)))
    session.add_all(CaseAccess(case_id=case.id, user_id=user, given_by_id=by.id) for user in sorted(wanted - present))
    case.restricted = restricted
    events.record(
        session,
        "case.restricted" if restricted else "case.opened",
        case,
        by=by,
        what={"named": sorted(wanted)},
        why=why,
    )


def named(session: Session, case: Case) -> list[int]:
    """Ids of the users named for the case."""
    return list(session.scalars(sa.select(CaseAccess.user_id).where(CaseAccess.case_id == case.id)))


def _need_reason(why: str) -> None:
    if not why.strip():
        raise Refused(say("Give a short reason. Only protection staff and auditors can read it."))
