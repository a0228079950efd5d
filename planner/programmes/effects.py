"""What changes of budgets, periods and rates do on the day from which they hold."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import BudgetLine, ChangeKind, ExchangeRate, MoneyChange, Project
from models.base import Base
from models.people.account import User
from models.words import Amount, Refused, say
from planner.audit import events

T = TypeVar("T")
Effect = Callable[[Session, MoneyChange, User | None], None]


def lock(session: Session, row: Base) -> None:
    """Read the row again, locked against every other writer until the transaction ends; a line as the ledger does."""
    session.flush()  # reading again would forget what is not written yet
    session.refresh(row, with_for_update={"of": type(row)})


def used(line: BudgetLine) -> int:
    """Minor units that the line has paid, committed and reserved."""
    return (line.reserved or 0) + (line.committed or 0) + (line.paid or 0)


def enough(line: BudgetLine, budget: int, code: str, currency: str) -> None:
    """Raise `Refused` when `budget` is below what the line has used already."""
    if budget < used(line):
        raise Refused(
            say(
                "%(used)s of line %(line)s has already been used. The budget cannot be lower than that.",
                line=code,
                used=Amount(used(line), currency),
            )
        )


def within_project(project: Project, *days: date | None) -> None:
    """Raise `Refused` when a line would pay on days outside its project."""
    if any(day and not project.starts <= day <= project.ends for day in days):
        raise Refused(
            say(
                "The line's dates must be within the project: %(starts)s to %(ends)s.",
                starts=project.starts,
                ends=project.ends,
            )
        )


def around_lines(project: Project, starts: date, ends: date) -> None:
    """Raise `Refused` when a line with dates of its own would lie outside its project."""
    for line in project.lines:
        if any(day and not starts <= day <= ends for day in (line.starts, line.ends)):
            raise Refused(
                say(
                    "Line %(line)s has dates of its own outside these. Change the dates of the line first.",
                    line=line.code,
                )
            )


def _owner(value: T | None) -> T:
    """What a change of its kind always has. Raises `ValueError` for a row that is not whole."""
    if value is None:
        raise ValueError("the change does not say what it changes")
    return value


def _budget(session: Session, change: MoneyChange, by: User | None) -> None:
    line = _owner(change.line)
    lock(session, line)
    enough(line, change.after["budget"], line.code, line.project.currency)
    flag_modified(line.project, "code")  # the page of a line carries its project's version
    told = events.changes(line, {"budget": change.after["budget"]})
    events.record(session, "budget_line.changed", line, by=by, what=told, why=change.why)


def _period(session: Session, change: MoneyChange, by: User | None) -> None:
    days = {name: day_in(change.after[name]) for name in ("starts", "ends")}
    if change.line is not None:
        within_project(change.line.project, *days.values())
        flag_modified(change.line.project, "code")
        told = events.changes(change.line, days)
        events.record(session, "budget_line.changed", change.line, by=by, what=told, why=change.why)
        return
    project = _owner(change.project)
    around_lines(project, _owner(days["starts"]), _owner(days["ends"]))
    told = events.changes(project, days)
    events.record(session, "project.changed", project, by=by, what=told, why=change.why)


def day_in(text: str | None) -> date | None:
    """A date as changes store it."""
    return date.fromisoformat(text) if text else None


def _rate(session: Session, change: MoneyChange, by: User | None) -> None:
    row = ExchangeRate(**{name: change.after[name] for name in ("base", "quote", "rate", "source")})
    row.valid_from, row.change = change.valid_from, change
    session.add(row)
    events.record(session, "exchange_rate.added", row, by=by, what=change.after, why=change.why)


EFFECTS: dict[ChangeKind, Effect] = {ChangeKind.BUDGET: _budget, ChangeKind.PERIOD: _period, ChangeKind.RATE: _rate}
"""Features above add what they have confirmed by a second person."""
