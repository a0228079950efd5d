"""Reads of escorts, their assignments and their roster."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models import Case, Escort, EscortAssignment, EscortAssignmentCase, EscortAvailability, EscortRole
from models.people.account import User
from models.people.case import visible_to
from models.words import Say, say


def roles(session: Session) -> Sequence[EscortRole]:
    """All roles."""
    return session.scalars(sa.select(EscortRole).order_by(EscortRole.code)).all()


def role(session: Session, role_id: int) -> EscortRole | None:
    """One role, or None."""
    return session.get(EscortRole, role_id)


def escort(session: Session, escort_id: int) -> Escort | None:
    """One escort with availability, or None."""
    return session.get(Escort, escort_id, options=[selectinload(Escort.availability)])


ORDERS = {"code": Escort.code, "name": Escort.name, "cost": Escort.daily_cost}


def escorts(session: Session, *, wanted_role: str = "", order: str = "code") -> list[Escort]:
    """Escorts with availability, active ones first; only those with `role` if it is given."""
    column = ORDERS.get(order.removeprefix("-"), Escort.code)
    rows = session.scalars(
        sa.select(Escort)
        .options(selectinload(Escort.availability))
        .order_by(Escort.active.desc(), column.desc() if order.startswith("-") else column, Escort.id)
    ).all()
    return [row for row in rows if not wanted_role or wanted_role in row.roles]


def known_to(viewer: User) -> sa.ColumnElement[bool]:
    """Assignments for people the viewer may see. Others would reveal the day and flight of a hidden case."""
    visible = visible_to(viewer).with_only_columns(Case.id)
    attends = sa.select(EscortAssignmentCase.assignment_id)
    return sa.or_(
        EscortAssignment.id.not_in(attends),
        EscortAssignment.id.in_(attends.where(EscortAssignmentCase.case_id.in_(visible))),
    )


def assignments_of(session: Session, viewer: User, escort_id: int) -> Sequence[EscortAssignment]:
    """An escort's assignments that the viewer may see, newest first."""
    return session.scalars(
        sa.select(EscortAssignment)
        .where(EscortAssignment.escort_id == escort_id, known_to(viewer))
        .order_by(EscortAssignment.starts.desc(), EscortAssignment.id)
    ).all()


@dataclass(slots=True)
class Bar:
    """A range of days on the roster: available, on an assignment, or resting after one."""

    start: date
    end: date
    state: str
    label: Say | str
    words: Say | str = ""


@dataclass(slots=True)
class RosterRow:
    """One escort with the bars of the days shown."""

    escort: Escort
    bars: list[Bar] = field(default_factory=list)
    free_days: int = 0


def roster(session: Session, viewer: User, first: date, last: date, *, wanted_role: str = "") -> list[RosterRow]:
    """Who is available or away from `first` to `last`, both included; four queries for any number of escorts.

    Days of an assignment that the viewer may not see are simply not shown as available.
    """
    rows = {row.id: RosterRow(row) for row in escorts(session, wanted_role=wanted_role) if row.active}
    for period in session.scalars(
        sa.select(EscortAvailability)
        .where(EscortAvailability.starts <= last, EscortAvailability.ends >= first)
        .order_by(EscortAvailability.starts)
    ):
        if period.escort_id in rows:
            rows[period.escort_id].bars.append(Bar(period.starts, period.ends, "free", say("free to travel")))
    found = session.scalars(
        sa.select(EscortAssignment)
        .where(
            EscortAssignment.cancelled.is_(False),
            EscortAssignment.starts <= last,
            EscortAssignment.ends >= first - timedelta(days=60),
        )
        .order_by(EscortAssignment.starts)
    )
    known = set(
        session.scalars(sa.select(EscortAssignment.id).where(EscortAssignment.cancelled.is_(False), known_to(viewer)))
    )
    for assignment in found:
        row = rows.get(assignment.escort_id)
        if row is not None and assignment.id in known:
            row.bars += _away(assignment, first)
        elif row is not None:
            row.bars = _cut(row.bars, assignment)
    for row in rows.values():
        row.free_days = _free_days(row.bars, first, last)
    return sorted(rows.values(), key=lambda row: row.escort.code)


def _cut(bars: Sequence[Bar], hidden: EscortAssignment) -> list[Bar]:
    """Available ranges without the days of assignments and rest, as if those days had never been offered."""
    begin, end = hidden.starts, hidden.ends + timedelta(days=hidden.escort.rest_days)
    left: list[Bar] = []
    for bar in bars:
        if bar.state != "free" or bar.end < begin or bar.start > end:
            left.append(bar)
            continue
        before, after = begin - timedelta(days=1), end + timedelta(days=1)
        left += [replace(bar, end=before)] if bar.start <= before else []
        left += [replace(bar, start=after)] if after <= bar.end else []
    return left


def _away(assignment: EscortAssignment, first: date) -> list[Bar]:
    """An assignment and the rest after it, cut to the days from `first` on."""
    flights = ", ".join(code.split("-")[0] for code in assignment.flights)
    told = say("%(role)s on %(flights)s", role=assignment.role, flights=flights)
    bars = [Bar(assignment.starts, assignment.ends, "assigned", flights, told)]
    rest = assignment.escort.rest_days
    if rest:
        bars.append(
            Bar(assignment.ends + timedelta(days=1), assignment.ends + timedelta(days=rest), "rest", say("rest"))
        )
    return [bar for bar in bars if bar.end >= first]


def _free_days(bars: Sequence[Bar], first: date, last: date) -> int:
    """Days within an availability period and without assignment or rest."""
    taken: set[date] = set()
    free: set[date] = set()
    for bar in bars:
        begin, end = max(bar.start, first), min(bar.end, last)
        days = {begin + timedelta(days=number) for number in range((end - begin).days + 1)}
        (free if bar.state == "free" else taken).update(days)
    return len(free - taken)
