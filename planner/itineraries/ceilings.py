"""Budget lines as a problem sees them: what is available, plus what the problem's own people hold already."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import BudgetLine, Charge, Stage
from models.words import Refused, say

HELD = (Stage.RESERVED, Stage.COMMITTED, Stage.PAID)


def line_id(line: BudgetLine) -> str:
    """A line's id in problems: codes are unique only within their project."""
    return f"{line.project.code}:{line.code}"


def lines_asked(session: Session, line_ids: Collection[int], currency: str) -> list[BudgetLine]:
    """The lines, by project and code. Raises `Refused` for a line in another currency or none at all."""
    found = list(session.scalars(
        sa.select(BudgetLine).where(BudgetLine.id.in_(sorted(line_ids))).options(joinedload(BudgetLine.project))
        .order_by(BudgetLine.project_id, BudgetLine.code).execution_options(populate_existing=True)))
    if not found:
        raise Refused(say("Choose at least one budget line."))
    for one in found:
        if one.project.currency != currency:
            raise Refused(say("Line %(line)s is in %(other)s; a plan counts in one currency, %(currency)s.",
                              line=line_id(one), other=one.project.currency, currency=currency))
    return found


def held_inside(
    session: Session, cases: Collection[int], assignments: Collection[int], itineraries: Collection[int],
) -> dict[int, int]:
    """Line (id) → minor units that these cases, escort assignments and wholly inner itineraries hold on it now."""
    rows = session.execute(
        sa.select(Charge.line_id, sa.func.sum(Charge.amount)).where(
            Charge.stage.in_(HELD),
            sa.or_(Charge.case_id.in_(sorted(cases)), Charge.assignment_id.in_(sorted(assignments)),
                   sa.and_(Charge.case_id.is_(None), Charge.assignment_id.is_(None),
                           Charge.itinerary_id.in_(sorted(itineraries)))))
        .group_by(Charge.line_id))
    return {line: int(total) for line, total in rows}


def line(one: BudgetLine, inside: int) -> dict[str, Any]:
    """A line with its ceiling: budget less what is paid, committed and reserved by anything outside the problem."""
    return {
        "id": line_id(one), "ceiling": max(0, one.available + inside),
        "from": (one.starts or one.project.starts).isoformat(), "to": (one.ends or one.project.ends).isoformat(),
        "covers": list(dict.fromkeys(one.covers)),
    }
