"""From where on a change of a budget, a period or a rate needs a second person.

What one person changes bit by bit counts together: all that was changed without a second person in the last 30 days.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, ChangeKind, ChangeStatus, ExchangeRate, MoneyChange, Project
from models.base import now
from models.office import home_currency
from models.people.account import User
from planner import settings
from planner.programmes.rates import in_currency, of_pair

COUNTED = timedelta(days=30)
ALONE = (ChangeStatus.SCHEDULED, ChangeStatus.IN_FORCE)


def budget_needs_second(session: Session, line: BudgetLine, budget: int, today: date) -> bool:
    """Whether a line's budget of `budget` (minor units of its currency) is too far from the present one for one person.

    The setting is in the office's currency; without a rate into the line's own every change needs a second person.
    """
    limit = settings.read(session, today)["budget_change"]
    most = in_currency(session, limit, home_currency(), line.project.currency, today)
    alone = sum(abs(one.after["budget"] - one.before["budget"]) for one in _alone(session, ChangeKind.BUDGET, line))
    return most is None or abs(budget - line.budget) + alone > most


def period_needs_second(
    session: Session, of: BudgetLine | Project, old: tuple[date, date], new: tuple[date, date], today: date
) -> bool:
    """Whether the first or the last day moves by more days than one person may move it."""
    alone = sum(
        _days((one.before["starts"], one.before["ends"]), (one.after["starts"], one.after["ends"]))
        for one in _alone(session, ChangeKind.PERIOD, of)
        if None not in (one.before["starts"], one.before["ends"], one.after["starts"], one.after["ends"])
    )
    moved = max(abs((new[0] - old[0]).days), abs((new[1] - old[1]).days))
    return moved + alone > settings.read(session, today)["period_change_days"]


def _days(old: tuple[str, str], new: tuple[str, str]) -> int:
    return max(abs((date.fromisoformat(b) - date.fromisoformat(a)).days) for a, b in zip(old, new, strict=True))


def _alone(session: Session, kind: ChangeKind, of: BudgetLine | Project) -> Iterable[MoneyChange]:
    """Changes of this line or project that had or will have effect without a second person; not what it began with."""
    owner = MoneyChange.line_id if isinstance(of, BudgetLine) else MoneyChange.project_id
    return session.scalars(
        sa.select(MoneyChange).where(
            owner == of.id,
            MoneyChange.kind == kind,
            MoneyChange.second_id.is_(None),
            MoneyChange.status.in_(ALONE),
            MoneyChange.at >= now() - COUNTED,
        )
    )


def rate_needs_second(
    session: Session, base: str, quote: str, rate: str, valid_from: date, *, by: User, today: date
) -> bool:
    """Whether a rate is too far from the one before it, or corrects one from the same day.

    The first rate of two currencies has nothing to be compared with and needs none.
    """
    known = of_pair(session, base, quote)
    if any(one.valid_from == valid_from for one in known):
        return True
    measure = _measure(known, valid_from, by)
    if measure is None:
        return False
    percent = settings.read(session, today)["rate_change_percent"]
    return abs(Decimal(rate) - measure) * 100 > measure * percent


def _measure(known: Iterable[ExchangeRate], valid_from: date, by: User) -> Decimal | None:
    """The newest rate before that day which somebody else had a hand in or which is a month old, else the oldest."""
    before = [one for one in known if one.valid_from < valid_from]
    for one in before:
        change = one.change
        if change is None or change.second_id or change.by_id != by.id or change.at < now() - COUNTED:
            return Decimal(one.rate)
    return Decimal(before[-1].rate) if before else None
