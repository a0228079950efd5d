"""Plans: a frozen question to the engine and its answer."""

import enum
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, UtcDateTime, Versioned, now, written
from models.people.account import User
from models.people.case import READERS, Case, visible_to


class PlanStatus(enum.Enum):
    """The state of a plan's calculation. It ends as solved, infeasible, unknown, failed or cancelled."""

    QUEUED = "queued"
    RUNNING = "running"
    SOLVED = "solved"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"


P = PlanStatus
NEXT_PLAN: dict[PlanStatus, set[PlanStatus]] = {
    P.QUEUED: {P.RUNNING, P.CANCELLED, P.FAILED},
    P.RUNNING: {P.SOLVED, P.INFEASIBLE, P.UNKNOWN, P.FAILED, P.CANCELLED},
    P.SOLVED: set(),
    P.INFEASIBLE: set(),
    P.UNKNOWN: set(),
    P.FAILED: set(),
    P.CANCELLED: set(),
}


class Plan(Numbered, Versioned, Base):
    """One requested plan. `problem` and `answer` are the engine's own JSON.

    `pins` maps a case's id (as text) to an option's code, `exclusions` to a list of option codes it must not use.
    """

    __tablename__ = "plan"
    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[PlanStatus] = mapped_column(written(PlanStatus), default=PlanStatus.QUEUED)
    window_from: Mapped[date] = mapped_column()
    window_until: Mapped[date] = mapped_column()
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    line_ids: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    pins: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    exclusions: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON, default=dict)
    based_on_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id"))
    repeats_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id"))
    """The plan whose problem and seed this one calculates again; its answer should be the same."""
    repeatable: Mapped[bool] = mapped_column(default=False)
    """Whether work is counted, so that the same problem gives the same plan; this takes longer on large problems."""
    seconds: Mapped[int] = mapped_column(default=60)
    seed: Mapped[int] = mapped_column(default=0)
    problem: Mapped[dict[str, Any]] = mapped_column(sa.JSON, deferred=True)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    """Cases left out of the problem: case id, rule, and the two dates if a window is empty."""
    origins: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, deferred=True)
    """The meaning of the problem's ids in our rows, with the versions when it was frozen, to detect changes."""
    answer: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, deferred=True)
    progress: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    failure: Mapped[str] = mapped_column(sa.String(300), default="")
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PlanCase(Base):
    """A case that a plan speaks of. Those who may not see the case read the plan with its seats held by the office."""

    __tablename__ = "plan_case"
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), primary_key=True, index=True)


class PlanStep(Numbered, Base):
    """One manual change with the state before it, so that it can be undone even after the page is reloaded."""

    __tablename__ = "plan_step"
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    verb: Mapped[str] = mapped_column(sa.String(20))
    """moved, pinned, unpinned, excluded or allowed."""
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"))
    option_code: Mapped[str] = mapped_column(sa.String(60), default="")
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON, deferred=True)
    """The plan's pins, exclusions and, when the placement changed, its answer."""
    undone: Mapped[bool] = mapped_column(default=False)
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, deferred=True)
    """While the change is undone: the state after it, so that it can be redone."""


def plans_visible_to(viewer: User) -> sa.Select[Plan]:
    """Every plan, for those who may read cases at all; the one select from which every list of plans starts.

    A plan stays readable when one of its families is restricted: `unseen_in` tells what it must not say to this viewer.
    """
    return sa.select(Plan) if viewer.roles & READERS else sa.select(Plan).where(sa.false())


def unseen_in(viewer: User, plan_ids: Collection[int]) -> sa.Select[int, int]:
    """Plan (id) and case (id) of every family that these plans speak of and this viewer may not know of."""
    seen = visible_to(viewer).with_only_columns(Case.id)
    return sa.select(PlanCase.plan_id, PlanCase.case_id).where(
        PlanCase.plan_id.in_(sorted(plan_ids)), PlanCase.case_id.not_in(seen)
    )
