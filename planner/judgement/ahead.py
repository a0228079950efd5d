"""Looking ahead: each night everybody booked is judged anew on the day of the flight, as nearer as it is by then.

A day that passes is a fact too: what could still be had yesterday may come too late today. Reasons found in the night
carry the new day, by which Today marks what is new.
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
    """Judge all who are booked if anybody has not been judged today; returns how many were judged.

    The first hour after midnight in the office does it. Later hours find nothing to do, unless rows are missing (a
    database from before there were judgements, or one restored).
    """
    judged = set(session.scalars(sa.select(Judgement.case_id).where(Judgement.judged_on == today())))
    if booked_among(session, None) <= judged:
        return 0
    count = keeping.rejudge(session, None, today())
    log.info("judged the new day", cases=count)
    return count
