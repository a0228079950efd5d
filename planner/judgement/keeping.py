"""Stores the judgement of every booked case; a new judgement keeps the dates and rulings of known reasons."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import now
from models.record.chain import LOCK
from models.travel.judgement import Judgement
from planner.documents.queries import circumstances
from planner.judgement.judge import Judged, judge, verdict_of
from planner.judgement.reading import booked, booked_among
from planner.judgement.reason import Reason, read, stored
from planner.judgement.trip import Trip

BATCH = 400
"""Cases judged with one set of queries; databases limit the number of values in a statement."""


def rejudge(session: Session, case_ids: Collection[int] | None, today: date) -> int:
    """Judge these cases (None: all) by the current database; those no longer booked lose their row.

    Returns how many were judged. `today` is the date in the office. Flushes; the caller commits. On PostgreSQL, writers
    run one at a time from here: of two that change facts of one case, the later one sees both changes.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    affected = booked_among(session, case_ids)
    _forget(session, case_ids, affected)
    ordered = sorted(affected)
    for start in range(0, len(ordered), BATCH):
        _judge(session, set(ordered[start : start + BATCH]), today)
    session.flush()
    return len(ordered)


def _forget(session: Session, case_ids: Collection[int] | None, still: set[int]) -> None:
    rows = sa.select(Judgement)
    if case_ids is not None:
        rows = rows.where(Judgement.case_id.in_(sorted(case_ids)))
    for row in session.scalars(rows):
        if row.case_id not in still:
            session.delete(row)


def judged_now(session: Session, case_ids: Collection[int], today: date) -> dict[int, tuple[Trip, Judged]]:
    """Current judgements of the booked cases among these, including what an approver has overruled."""
    known = circumstances(session, today)
    rows = session.execute(
        sa.select(Judgement.case_id, Judgement.reasons).where(Judgement.case_id.in_(sorted(case_ids)))
    )
    before = {case_id: [read(one) for one in reasons] for case_id, reasons in rows}
    return {
        case.id: (trip, _carried(judge(case, trip, known), before.get(case.id, []), trip, today))
        for case, trip in booked(session, case_ids)
    }


def _judge(session: Session, case_ids: set[int], today: date) -> None:
    rows = {row.case_id: row for row in session.scalars(sa.select(Judgement).where(Judgement.case_id.in_(case_ids)))}
    for case_id, (trip, judged) in judged_now(session, case_ids, today).items():
        _keep(session, rows.get(case_id), case_id, trip, judged, today)


def _carried(judged: Judged, before: list[Reason], trip: Trip, today: date) -> Judged:
    """The same reasons with the day each was first found and its ruling; both are lost when the fact changes."""
    known = {one: one for one in before}
    carried = [
        replace(one, since=known[one].since, overruled=known[one].overruled)
        if one in known
        else replace(one, since=today)
        for one in judged.reasons
    ]
    return verdict_of(carried, trip.departs)


def _keep(session: Session, row: Judgement | None, case_id: int, trip: Trip, judged: Judged, today: date) -> None:
    facts = {
        "itinerary_id": trip.itinerary_id,
        "departs_on": trip.departs,
        "verdict": judged.verdict,
        "until": judged.until,
        "reasons": [stored(one) for one in judged.reasons],
        "judged_on": today,
    }
    if row is None:
        session.add(Judgement(case_id=case_id, judged_at=now(), **facts))
    elif changed := {name: value for name, value in facts.items() if getattr(row, name) != value}:
        for name, value in {**changed, "judged_at": now()}.items():
            setattr(row, name, value)
