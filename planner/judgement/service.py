"""The verb of an approver: a reason that the law leaves open no longer keeps a case from travelling."""

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
    """Overrule one reason of a booked case; it ends as soon as the fact is another.

    Raises `Refused` without `why`, for a reason that is gone, and for one that nobody may overrule.
    """
    if not why.strip():
        raise Refused(say("Give a short reason; it stays in the history."))
    row = session.scalar(sa.select(Judgement).where(Judgement.case_id == case.id).with_for_update())
    reasons = [read(one) for one in row.reasons] if row else []
    chosen = next((one for one in reasons if one.key == key), None)
    if row is None or chosen is None:
        raise Refused(say("This reason no longer applies. Open the case again."))
    if not chosen.may_be_overruled:
        raise Refused(say("Nobody can overrule this reason."))
    ruling = {"by": by.id, "name": by.name, "at": now().isoformat(), "why": why.strip()[:300]}
    judged = verdict_of([replaced(one, ruling) if one is chosen else one for one in reasons], row.departs_on)
    row.verdict, row.until, row.reasons = judged.verdict, judged.until, [stored(one) for one in judged.reasons]
    events.record(
        session,
        "judgement.overruled",
        case,
        by=by,
        what={"reason": chosen.code, "values": dict(chosen.values), "person": chosen.person_id},
        why=why,
    )
    return chosen
