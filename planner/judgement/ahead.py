"""Each night everyone booked is judged again, because the day of departure has come closer.

A passing day is a fact too: what could still be obtained yesterday may be too late today. Reasons found at night carry
the new date, so that the start page can mark them as new.
"""

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from models.office import today
from models.travel.judgement import Judgement
from planner.judgement import keeping
from planner.judgement.reading import booked_among

log = structlog.get_logger()


def judge_the_new_day(session: Session) -> int:
    """Judge everyone booked if someone has not been judged today; returns how many were judged.

    The first run after midnight at the office does this. Later runs find nothing to do unless rows are missing (in a
    database from before judgements existed, or a restored one).
    """
    judged = set(session.scalars(sa.select(Judgement.case_id).where(Judgement.judged_on == today())))
    if booked_among(session, None) <= judged:
        return 0
    count = keeping.rejudge(session, None, today())
    log.info("judged the new day", cases=count)
    return count
