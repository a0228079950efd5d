"""Gates: people who must not travel today cannot be reserved, ticketed or confirmed as departed."""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people.case import Case
from models.travel.judgement import Judgement, Verdict
from models.words import Refused, Say, say
from planner.judgement.judge import Judged
from planner.judgement.keeping import judged_now
from planner.judgement.reason import Reason, read

REQUIRED = {"destination_suspended": "destination"}
"""Checklist items that are no longer required once the reason is overruled."""


class MustNotTravel(Refused):
    """Current facts do not allow people to travel. The sentences name the case and the reason."""


def refuse_who_must_not_travel(session: Session, cases: Sequence[Case], today: date) -> None:
    """Raise `MustNotTravel` if current facts keep one of these booked cases from travelling. `today`: local date."""
    session.flush()
    now = judged_now(session, {case.id for case in cases}, today) if cases else {}
    told = [
        sentence for case in cases if case.id in now for sentence in sentences(case, against(now[case.id][1].reasons))
    ]
    if told:
        raise MustNotTravel(*told)


def against(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons, not overruled, why a case must not travel."""
    return [one for one in reasons if one.counts is Verdict.MUST_NOT_TRAVEL]


def sentences(case: Case, reasons: Iterable[Reason]) -> list[Say]:
    """The reasons as sentences about the case, with who can act."""
    return [
        say("Case %(number)s: %(what)s Next: %(acts)s.", number=case.number, what=one.told(case), acts=one.acts)
        for one in reasons
    ]


def overruled(session: Session, case: Case) -> set[str]:
    """Kinds of checklist requirements that an approver has overruled for a booked case."""
    stored = session.scalar(sa.select(Judgement.reasons).where(Judgement.case_id == case.id)) or []
    return {REQUIRED[one["code"]] for one in stored if read(one).overruled and one["code"] in REQUIRED}


def refusals(case: Case, judged: Judged) -> list[Say]:
    """Why a case that is not booked yet cannot be reserved on a trip; empty if it can travel."""
    return sentences(case, against(judged.reasons))
