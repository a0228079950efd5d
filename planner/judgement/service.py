"""Operations of an approver: overruling a reason that the law leaves open, and withdrawing that decision."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import now
from models.people.account import User
from models.people.case import Case
from models.travel.judgement import Judgement
from models.words import Refused, say
from planner.audit import events
from planner.judgement.judge import verdict_of
from planner.judgement.reason import Reason, read, replaced, stored


def overrule(session: Session, case: Case, key: str, *, by: User, why: str) -> Reason:
    """Overrule one reason of a booked case; the ruling ends when the fact changes.

    Raises `Refused` without `why`, for a reason that no longer exists, and for one that nobody may overrule.
    """
    row, chosen = _chosen(session, case, key, why)
    if not chosen.may_be_overruled:
        raise Refused(say("Nobody can overrule this reason."))
    ruling = {"by": by.id, "name": by.name, "at": now().isoformat(), "why": why.strip()[:300]}
    _ruled(row, chosen, ruling)
    _record(session, "judgement.overruled", case, chosen, by=by, why=why)
    return chosen


def withdraw(session: Session, case: Case, key: str, *, by: User, why: str) -> Reason:
    """Withdraw the decision that overruled a reason: the reason counts again at once.

    Raises `Refused` without `why`, for a reason that no longer exists, and for one that is not overruled (any longer).
    """
    row, chosen = _chosen(session, case, key, why)
    if not chosen.overruled:
        raise Refused(say("This reason is not overruled. Open the case again."))
    _ruled(row, chosen, None)
    _record(session, "judgement.withdrawn", case, chosen, by=by, why=why)
    return chosen


def _chosen(session: Session, case: Case, key: str, why: str) -> tuple[Judgement, Reason]:
    """The case's judgement, locked, and its reason with this `key`."""
    if not why.strip():
        raise Refused(say("Give a short reason; it stays in the history."))
    row = session.scalar(sa.select(Judgement).where(Judgement.case_id == case.id).with_for_update())
    chosen = next((one for one in map(read, row.reasons) if one.key == key), None) if row else None
    if row is None or chosen is None:
        raise Refused(say("This reason no longer applies. Open the case again."))
    return row, chosen


def _ruled(row: Judgement, chosen: Reason, ruling: Mapping[str, Any] | None) -> None:
    reasons = [replaced(one, ruling) if one == chosen else one for one in map(read, row.reasons)]
    judged = verdict_of(reasons, row.departs_on)
    row.verdict, row.until, row.reasons = judged.verdict, judged.until, [stored(one) for one in judged.reasons]


def _record(session: Session, action: str, case: Case, chosen: Reason, *, by: User, why: str) -> None:
    what = {"reason": chosen.code, "values": dict(chosen.values), "person": chosen.person_id}
    events.record(session, action, case, by=by, what=what, why=why)
