"""Verbs on changes of money's rules: enter with a reason and a day, confirm by a second person, refuse, withdraw."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, ChangeKind, ChangeStatus, MoneyChange, Project
from models.base import now
from models.money.change import NEXT_CHANGE
from models.people.account import User
from models.words import Refused, say
from planner.audit import events
from planner.programmes import effects
from planner.programmes.thresholds import budget_needs_second, period_needs_second, rate_needs_second

Values = dict[str, Any]


def change_budget(
    session: Session, line: BudgetLine, budget: int, valid_from: date, why: str, *, by: User | None, today: date
) -> MoneyChange:
    """Give a line another budget (minor units of its currency) from a day on.

    Raises `Refused` without a reason, for the same budget, one below what is used, or while another change waits.
    """
    events.need_reason(why)
    effects.lock(session, line)
    if budget == line.budget and valid_from <= today:
        raise Refused(say("This is the budget now. Enter another amount."))
    effects.enough(line, budget, line.code, line.project.currency)
    change = MoneyChange(kind=ChangeKind.BUDGET, line=line, before={"budget": line.budget}, after={"budget": budget})
    second = by is not None and budget_needs_second(session, line, budget, today)
    return _enter(session, change, valid_from, why, second, by=by, today=today)


def begin_line(session: Session, line: BudgetLine, budget: int, *, by: User | None, today: date) -> MoneyChange:
    """The first budget of a new line; above the threshold the line has none until a second person has confirmed it."""
    change = MoneyChange(kind=ChangeKind.BUDGET, line=line, before={"budget": 0}, after={"budget": budget})
    second = by is not None and budget_needs_second(session, line, budget, today)
    return _enter(session, change, today, "", second, by=by, today=today)


def change_period(
    session: Session,
    of: BudgetLine | Project,
    starts: date | None,
    ends: date | None,
    valid_from: date,
    why: str,
    *,
    by: User | None,
    today: date,
) -> MoneyChange:
    """Let a line or a project pay on other days, both included; for a line None means the project's own day.

    Raises `Refused` without a reason, for the same days, days outside the project, or while another change waits.
    """
    events.need_reason(why)
    effects.lock(session, of)
    if (starts, ends) == (of.starts, of.ends) and valid_from <= today:
        raise Refused(say("These are the dates now. Enter other dates."))
    project = of.project if isinstance(of, BudgetLine) else of
    change = MoneyChange(kind=ChangeKind.PERIOD, before=_days(of.starts, of.ends), after=_days(starts, ends))
    if isinstance(of, BudgetLine):
        effects.within_project(project, starts, ends)
        change.line = of
    elif starts is not None and ends is not None:
        effects.around_lines(project, starts, ends)
        change.project = of
    old = (of.starts or project.starts, of.ends or project.ends)
    new = (starts or project.starts, ends or project.ends)
    second = by is not None and period_needs_second(session, of, old, new, today)
    return _enter(session, change, valid_from, why, second, by=by, today=today)


def _days(starts: date | None, ends: date | None) -> Values:
    return {"starts": starts.isoformat() if starts else None, "ends": ends.isoformat() if ends else None}


def add_rate(session: Session, values: Values, why: str, *, by: User | None, today: date) -> MoneyChange:
    """Add an exchange rate from its day on; what was charged by an earlier one stays.

    A rate holds from its own day at once, also from a day to come. Raises `Refused` while another rate of the same
    currencies waits.
    """
    kept = {name: values[name] for name in ("base", "quote", "rate", "source")}
    change = MoneyChange(kind=ChangeKind.RATE, before={}, after=kept)
    second = by is not None and rate_needs_second(
        session, kept["base"], kept["quote"], kept["rate"], values["valid_from"], by=by, today=today
    )
    if second:
        events.need_reason(why)
    return _enter(session, change, values["valid_from"], why, second, by=by, today=max(today, values["valid_from"]))


def ask_second(session: Session, change: MoneyChange, why: str, *, by: User, today: date) -> MoneyChange:
    """Enter a change that always needs a second person. Raises `Refused` without a reason or while another waits."""
    events.need_reason(why)
    return _enter(session, change, today, why, True, by=by, today=today)


def _enter(
    session: Session, change: MoneyChange, valid_from: date, why: str, second: bool, *, by: User | None, today: date
) -> MoneyChange:
    with session.no_autoflush:
        _one_at_a_time(session, change)
    change.valid_from, change.why, change.by_id = valid_from, why[:300], by.id if by else None
    change.second_needed = second
    session.add(change)
    session.flush()
    told = {"kind": change.kind.value, "from": valid_from.isoformat(), "before": change.before, "after": change.after}
    events.record(session, "money_change.entered", change, by=by, what={**told, "second_needed": second}, why=why)
    if not second:
        _approved(session, change, by=by, today=today)
    return change


def _one_at_a_time(session: Session, change: MoneyChange) -> None:
    """Raise `Refused` when another change of the same thing waits: two would overwrite each other."""
    for other in waiting_for(session, change.kind):
        same = (other.line, other.project, other.charge) == (change.line, change.project, change.charge)
        pair = [(one.after.get("base"), one.after.get("quote")) for one in (other, change)]
        if same and pair[0] == pair[1]:
            raise Refused(say("Another change is waiting for confirmation. It must be confirmed or withdrawn first."))


def waiting_for(session: Session, kind: ChangeKind) -> list[MoneyChange]:
    """Changes of a kind that wait for a second person."""
    wanted = sa.select(MoneyChange).where(MoneyChange.kind == kind, MoneyChange.status == ChangeStatus.WAITING)
    return list(session.scalars(wanted.order_by(MoneyChange.id)))


def _move(session: Session, change: MoneyChange, target: ChangeStatus, *, by: User | None, why: str = "") -> None:
    """The one writer of a change's status, with its event."""
    events.moved(session, change, target, NEXT_CHANGE, f"money_change.{target.value}", by=by, why=why)


def _approved(session: Session, change: MoneyChange, *, by: User | None, today: date) -> None:
    """Nobody has to agree any more: it has effect, or will on its day."""
    if change.valid_from > today:
        _move(session, change, ChangeStatus.SCHEDULED, by=by)
    else:
        _in_force(session, change, by=by)


def _in_force(session: Session, change: MoneyChange, *, by: User | None) -> None:
    effects.EFFECTS[change.kind](session, change, by)
    change.in_force_at = now()
    _move(session, change, ChangeStatus.IN_FORCE, by=by)


def _locked(session: Session, change: MoneyChange, status: tuple[ChangeStatus, ...]) -> None:
    """Read the change again, locked, so that two clicks decide it once."""
    effects.lock(session, change)
    if change.status not in status:
        raise Refused(say("This change is no longer open. Look at what has happened to it."))


def _lock_subjects(session: Session, found: Sequence[MoneyChange]) -> None:
    """Lock what changes would change, in one order and before the first event: the ledger locks lines first, too."""
    paying = [change.line or (change.charge.line if change.charge else None) for change in found]
    lines = {line.id: line for line in paying if line is not None}
    owners = [change.project for change in found if change.project] + [line.project for line in lines.values()]
    projects = {project.id: project for project in owners}
    for row in [*(projects[key] for key in sorted(projects)), *(lines[key] for key in sorted(lines))]:
        effects.lock(session, row)


def confirm(session: Session, change: MoneyChange, *, by: User, today: date) -> None:
    """Confirm a change as the second person. Raises `Refused` for the person who entered it."""
    _second(session, change, "", by=by)
    rate = change.kind is ChangeKind.RATE  # a rate of a day to come is added now: it carries its day
    events.record(session, "money_change.confirmed", change, by=by)
    _approved(session, change, by=by, today=max(today, change.valid_from) if rate else today)


def refuse(session: Session, change: MoneyChange, why: str, *, by: User) -> None:
    """Refuse a change as the second person; nothing changes. Raises `Refused` for the person who entered it."""
    events.need_reason(why)
    _second(session, change, why, by=by)
    _move(session, change, ChangeStatus.REFUSED, by=by, why=why)


def _second(session: Session, change: MoneyChange, why: str, *, by: User) -> None:
    _locked(session, change, (ChangeStatus.WAITING,))
    _lock_subjects(session, [change])
    if change.by_id == by.id:
        raise Refused(say("You entered this change, so another approver must confirm or refuse it."))
    change.second_id, change.second_at, change.second_why = by.id, now(), why[:300]


def withdraw(session: Session, change: MoneyChange, *, by: User) -> None:
    """Take a change out that has no effect yet. Raises `Refused` when it has, or was refused."""
    _locked(session, change, (ChangeStatus.WAITING, ChangeStatus.SCHEDULED))
    _move(session, change, ChangeStatus.WITHDRAWN, by=by)


def put_due_in_force(session: Session, today: date) -> list[MoneyChange]:
    """Let every change whose day has come have effect; returns those that cannot, for example below what is used."""
    stuck = []
    due = sa.select(MoneyChange).where(MoneyChange.status == ChangeStatus.SCHEDULED, MoneyChange.valid_from <= today)
    found = session.scalars(due.order_by(MoneyChange.valid_from, MoneyChange.id).with_for_update()).all()
    _lock_subjects(session, found)
    for change in found:
        try:
            with session.begin_nested():
                _in_force(session, change, by=None)
        except Refused:
            stuck.append(change)
    return stuck
