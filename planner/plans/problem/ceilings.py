"""Budget lines in a problem: the available money plus what the problem's own people already hold."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import BudgetLine, Charge
from models.money.charge import LIVE
from models.money.claim import UNCLAIMED
from models.words import Refused, say


def line_id(line: BudgetLine) -> str:
    """A line's id in problems, because codes are unique only within their project."""
    return f"{line.project.code}:{line.code}"


def lines_asked(session: Session, line_ids: Collection[int], currency: str) -> list[BudgetLine]:
    """The lines, by project and code. Raises `Refused` for a line in another currency or if there is none."""
    found = list(
        session.scalars(
            sa.select(BudgetLine)
            .where(BudgetLine.id.in_(sorted(line_ids)))
            .options(joinedload(BudgetLine.project))
            .order_by(BudgetLine.project_id, BudgetLine.code)
            .execution_options(populate_existing=True)
        )
    )
    if not found:
        raise Refused(say("Choose at least one budget line."))
    for one in found:
        if one.project.currency != currency:
            raise Refused(
                say(
                    "Line %(line)s is in %(other)s, but a plan uses one currency: %(currency)s.",
                    line=line_id(one),
                    other=one.project.currency,
                    currency=currency,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Holding:
    """What one case, escort assignment or itinerary holds on a line; minor units."""

    line_id: int
    case_id: int | None
    assignment_id: int | None
    itinerary_id: int | None
    amount: int


def holdings(session: Session, line_ids: Collection[int]) -> list[Holding]:
    """All that these lines hold for people yet to travel; claimed amounts cannot be moved with anyone."""
    whose = (Charge.line_id, Charge.case_id, Charge.assignment_id, Charge.itinerary_id)
    rows = session.execute(
        sa.select(*whose, sa.func.sum(Charge.amount))
        .where(Charge.stage.in_(LIVE), UNCLAIMED, Charge.line_id.in_(sorted(line_ids)))
        .group_by(*whose)
    )
    return [Holding(*row[:4], amount=int(row[4])) for row in rows]


def held_inside(
    found: Collection[Holding], cases: Collection[int], assignments: Collection[int], itineraries: Collection[int]
) -> dict[int, int]:
    """Line id → minor units that these cases, escort assignments and itineraries entirely inside hold on it now."""
    held: dict[int, int] = {}
    for one in found:
        whole = one.case_id is None and one.assignment_id is None and one.itinerary_id in itineraries
        if one.case_id in cases or one.assignment_id in assignments or whole:
            held[one.line_id] = held.get(one.line_id, 0) + one.amount
    return held


def line(one: BudgetLine, inside: int) -> dict[str, Any]:
    """A line with its ceiling: budget less what is paid, committed and reserved outside the problem."""
    return {
        "id": line_id(one),
        "ceiling": max(0, one.available + inside),
        "from": (one.starts or one.project.starts).isoformat(),
        "to": (one.ends or one.project.ends).isoformat(),
        "covers": list(dict.fromkeys(one.covers)),
    }
