"""Reads of changes of budgets, periods, rates and of payments outside a period: what is open, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, ChangeKind, ChangeStatus, Charge, MoneyChange, Project
from models.money.change import OPEN
from models.people.account import User
from models.words import Amount, Say, say
from planner.ledger.seeing import changes_shown
from planner.programmes.effects import day_in

MOST = 50


def one(session: Session, viewer: User, change_id: int) -> MoneyChange | None:
    """That change, if this user may see it."""
    return session.scalar(changes_shown(viewer).where(MoneyChange.id == change_id))


def open_changes(session: Session, viewer: User) -> Sequence[MoneyChange]:
    """What waits for a second person, then what waits for its day."""
    found = session.scalars(changes_shown(viewer).where(MoneyChange.status.in_(OPEN)).order_by(MoneyChange.id)).all()
    return sorted(found, key=lambda change: change.status is not ChangeStatus.WAITING)


def decided(session: Session, viewer: User) -> Sequence[MoneyChange]:
    """The latest changes that have effect or never will."""
    return session.scalars(
        changes_shown(viewer).where(MoneyChange.status.not_in(OPEN)).order_by(MoneyChange.id.desc()).limit(MOST)
    ).all()


def of_line(session: Session, line: BudgetLine) -> Sequence[MoneyChange]:
    """Every change of a line's budget and dates, the newest first."""
    return session.scalars(
        sa.select(MoneyChange).where(MoneyChange.line_id == line.id).order_by(MoneyChange.id.desc())
    ).all()


def of_project(session: Session, project: Project) -> Sequence[MoneyChange]:
    """Every change of a project's dates, the newest first."""
    return session.scalars(
        sa.select(MoneyChange).where(MoneyChange.project_id == project.id).order_by(MoneyChange.id.desc())
    ).all()


def of_charge(session: Session, charge: Charge) -> MoneyChange | None:
    """The payment of a cost outside its dates that waits for a second person."""
    return session.scalar(
        sa.select(MoneyChange).where(MoneyChange.charge_id == charge.id, MoneyChange.status == ChangeStatus.WAITING)
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: what changes, and its value before and after; an empty text where there is none."""

    what: Say | str
    before: Say | str
    after: Say | str


def told(change: MoneyChange) -> Told:
    """A change in words."""
    owner = change.line or (change.charge.line if change.charge else None)
    if change.kind is ChangeKind.RATE:
        return Told(say("1 %(base)s in %(quote)s", **_pair(change)), "", change.after["rate"])
    if owner is None:
        code = change.project.code if change.project else ""
        return Told(code, *(_days(one, None) for one in (change.before, change.after)))
    name = f"{owner.project.code} {owner.code}"
    if change.kind is ChangeKind.PERIOD:
        return Told(name, *(_days(one, owner.project) for one in (change.before, change.after)))
    key = "budget" if change.kind is ChangeKind.BUDGET else "amount"
    currency = owner.project.currency
    return Told(name, *(say("%(amount)s", amount=Amount(one[key], currency)) for one in (change.before, change.after)))


def _pair(change: MoneyChange) -> dict[str, str]:
    return {name: change.after[name] for name in ("base", "quote")}


def _days(days: dict[str, str | None], project: Project | None) -> Say:
    """Both days in words; for a line what is empty is the project's."""
    starts, ends = (day_in(days[name]) for name in ("starts", "ends"))
    if project is not None and starts is None and ends is None:
        return say("as the project")
    first: date | None = starts or (project.starts if project else None)
    last: date | None = ends or (project.ends if project else None)
    return say("%(starts)s to %(ends)s", starts=first, ends=last)
