"""Escorts in a problem: what they can do, and when they are available."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models import Escort, EscortAssignment
from planner.plans.problem.question import Question
from planner.plans.problem.rates import Rates
from planner.reference.airports import present

Period = tuple[date, date]
DAY = timedelta(days=1)


def escorts_in(session: Session, keep: Iterable[int]) -> list[Escort]:
    """Active escorts, and those (ids) with an assignment for someone in the problem, by code."""
    return list(
        session.scalars(
            sa.select(Escort)
            .where(sa.or_(Escort.active, Escort.id.in_(sorted(set(keep)))))
            .options(selectinload(Escort.availability))
            .order_by(Escort.code)
        )
    )


def roles(capacities: Mapping[str, int], named: Iterable[str]) -> dict[str, dict[str, int]]:
    """Capacity by role; an unknown role that a case needs has a capacity of one."""
    found = {**dict.fromkeys(sorted(set(named)), 1), **capacities}
    return {code: {"capacity": capacity} for code, capacity in found.items()}


def escort(
    one: Escort, away: Iterable[EscortAssignment], known_roles: Iterable[str], question: Question, rates: Rates
) -> dict[str, Any]:
    """An escort; `away` are assignments outside the problem, with rest before and after them."""
    away = [assignment for assignment in away if assignment.escort_id == one.id]
    rest = timedelta(days=one.rest_days)
    periods = merged([(row.starts, row.ends) for row in one.availability])
    for assignment in away:
        periods = without(periods, (assignment.starts - rest, assignment.ends + rest))
    most = one.max_assignments
    if most is not None:
        most = max(0, most - sum(question.window_from <= a.starts <= question.window_until for a in away))
    return {
        "id": one.code,
        "roles": [role for role in dict.fromkeys(one.roles) if role in set(known_roles)],
        "languages": list(dict.fromkeys(one.languages)),
        "gender": one.gender,
        "available": [[first.isoformat(), last.isoformat()] for first, last in periods],
        "daily_cost": rates.converted(one.daily_cost, one.currency),
        "rest_days": one.rest_days,
        "max_missions": most,
        "barred": list(dict.fromkeys(present(code) for code in one.barred_airports)),
    }


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same days, with periods that touch or overlap merged, in order."""
    found: list[Period] = []
    for first, last in sorted(periods):
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def without(periods: Iterable[Period], gone: Period) -> list[Period]:
    """The periods without the days from `gone[0]` to `gone[1]`, both included."""
    found = []
    for first, last in periods:
        if last < gone[0] or first > gone[1]:
            found.append((first, last))
            continue
        if first < gone[0]:
            found.append((first, gone[0] - DAY))
        if last > gone[1]:
            found.append((gone[1] + DAY, last))
    return found
