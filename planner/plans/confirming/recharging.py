"""Money of families that stay on their itinerary moves to the lines that the plan charges, to free it for others."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Charge, Stage
from models.people.account import User
from models.record.because import Why
from planner.ledger import service as ledger
from planner.ledger.service import Cost


def moved(session: Session, wanted: Iterable[Cost], *, by: User, why: Why) -> list[Cost]:
    """The costs to reserve again; releases the reservations on other lines that they replace.

    A cost is left alone if its owner has nothing of its kind reserved on another line: it is committed, paid or already
    charged to the right line.
    """
    by_owner: dict[tuple[object, ...], list[Cost]] = {}
    for cost in wanted:
        by_owner.setdefault((cost.case_id, cost.assignment_id, cost.itinerary_id, cost.kind), []).append(cost)
    found: list[Cost] = []
    for costs in by_owner.values():
        held = _held(session, costs[0])
        if held and {one.line_id for one in held} != {one.line_id for one in costs}:
            ledger.release(session, held, by=by, why=why)
            found += costs
    return found


def _held(session: Session, cost: Cost) -> list[Charge]:
    return list(
        session.scalars(
            sa.select(Charge)
            .where(
                Charge.stage == Stage.RESERVED,
                Charge.kind == cost.kind,
                Charge.case_id.is_not_distinct_from(cost.case_id),
                Charge.assignment_id.is_not_distinct_from(cost.assignment_id),
                Charge.itinerary_id.is_not_distinct_from(cost.itinerary_id),
            )
            .order_by(Charge.id)
        )
    )
