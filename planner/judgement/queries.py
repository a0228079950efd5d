"""Reads of judgements: of one case, of those on some itineraries, of everyone at risk or worse."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models.people.account import User
from models.people.case import Case, visible_to
from models.travel.judgement import Judgement, Verdict
from models.words import Say
from planner.judgement.judge import LOUDNESS
from planner.judgement.reason import Reason, read


@dataclass(frozen=True, slots=True)
class Told:
    """The judgement of one case that the viewer may see."""

    row: Judgement
    reasons: tuple[Reason, ...]

    @property
    def case(self) -> Case:
        return self.row.case

    @property
    def verdict(self) -> Verdict:
        return self.row.verdict

    @property
    def loudness(self) -> int:
        return LOUDNESS[self.row.verdict]

    @property
    def breaks_on(self) -> date:
        """The earliest expiry among the decisive reasons; the day of departure if there is none."""
        ends = [one.breaks_on for one in self.reasons if one.breaks_on and one.counts is self.verdict]
        return min([*ends, self.row.departs_on])

    def sentence(self, reason: Reason) -> Say:
        return reason.told(self.case)

    def is_new(self, since: date) -> bool:
        """Whether something was first found on or after `since`."""
        return any(one.since is not None and one.since >= since for one in self.reasons)


def of_case(session: Session, viewer: User, case_id: int) -> Told | None:
    """The judgement of one booked case, or None if there is none or the viewer may not see the case."""
    return next(iter(_told(session, viewer, Judgement.case_id == case_id)), None)


def on_itineraries(session: Session, viewer: User, itinerary_ids: Collection[int]) -> dict[int, list[Told]]:
    """Cases at risk or worse on these itineraries, most serious first, by itinerary id."""
    found: dict[int, list[Told]] = {}
    which = sa.and_(Judgement.itinerary_id.in_(sorted(itinerary_ids)), Judgement.verdict != Verdict.FITS)
    for one in _told(session, viewer, which):
        found.setdefault(one.row.itinerary_id, []).append(one)
    return found


def of_cases(session: Session, viewer: User, case_ids: Collection[int]) -> list[Told]:
    """Those of these cases that are at risk or worse, most serious first."""
    return _told(session, viewer, Judgement.case_id.in_(sorted(case_ids)), Judgement.verdict != Verdict.FITS)


def alarming(session: Session, viewer: User) -> list[Told]:
    """Everyone who must not travel, then everyone at risk, each by departure; nobody is left out."""
    return _told(session, viewer, Judgement.verdict != Verdict.FITS)


def _told(session: Session, viewer: User, *which: sa.ColumnElement[bool]) -> list[Told]:
    rows: Sequence[Judgement] = session.scalars(
        sa.select(Judgement)
        .where(Judgement.case_id.in_(visible_to(viewer).with_only_columns(Case.id)), *which)
        .options(joinedload(Judgement.case).selectinload(Case.persons), joinedload(Judgement.itinerary))
        .order_by(Judgement.departs_on, Judgement.case_id)
    ).all()
    told = [Told(row, tuple(read(one) for one in row.reasons)) for row in rows]
    return sorted(told, key=lambda one: -one.loudness)
