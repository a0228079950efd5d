"""The judgement of a booked case by current facts: may travel, at risk until a date, or must not travel."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, UtcDateTime, now, written
from models.people.case import Case
from models.travel.itinerary import Itinerary


class Verdict(enum.Enum):
    """The verdict on a case: the most serious of its reasons decides."""

    FITS = "fits"
    AT_RISK = "at_risk"
    MUST_NOT_TRAVEL = "must_not_travel"


class Judgement(Base):
    """One row for each booked case, updated in the transaction that changes a fact.

    `reasons` are stored as in planner/judgement/reason.py: a code with its values, since when, and who overruled it.
    """

    __tablename__ = "judgement"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    itinerary_id: Mapped[int] = mapped_column(sa.ForeignKey("itinerary.id", ondelete="CASCADE"), index=True)
    departs_on: Mapped[date] = mapped_column(index=True)
    verdict: Mapped[Verdict] = mapped_column(written(Verdict), index=True)
    until: Mapped[date | None] = mapped_column()
    """At risk until this day, by which the risk must be resolved."""
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    judged_on: Mapped[date] = mapped_column()
    """The date in the office on which it was judged."""
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    case: Mapped[Case] = relationship()
    itinerary: Mapped[Itinerary] = relationship()


class PlanJudgement(Base):
    """The latest nightly judgement of families that a plan places and that are not booked; one row for each plan.

    `reasons` maps a case's id (as text) to reasons stored as in `Judgement`; their `since` shows which are new today.
    """

    __tablename__ = "plan_judgement"
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    reasons: Mapped[dict[str, list[dict[str, Any]]]] = mapped_column(sa.JSON, default=dict)
    judged_on: Mapped[date] = mapped_column()
    """The date in the office on which it was judged."""
