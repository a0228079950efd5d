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
from planner.plans.problem.rates import Rates


def line_id(line: BudgetLine) -> str:
    """A line's id in problems, because codes are unique only within their project."""
    return f"{line.project.code}:{line.code}"


SPARE = 5
"""Minor units per case that are left out of a line in another currency: each of its costs is rounded by itself."""


def lines_asked(session: Session, line_ids: Collection[int], rates: Rates) -> list[BudgetLine]:
    """The lines, by project and code.

    Raises `Refused` if there is none, or for a line in a currency without a rate into the plan's.
    """
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
    lacking = [one for one in found if not rates.has(one.project.currency)]
    if lacking:
        raise Refused(
            *(
                say(
                    "Line %(line)s is in %(other)s. Add an exchange rate from %(other)s to %(currency)s, "
                    "or make the plan without this line.",
                    line=line_id(one),
                    other=one.project.currency,
                    currency=rates.currency,
                )
                for one in lacking
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


def line(one: BudgetLine, inside: int, rates: Rates, cases: int) -> dict[str, Any]:
    """A line with its ceiling: its budget less what it has paid, committed and reserved outside the problem.

    The ceiling of a line in another currency is converted by the rate of the day, rounded down.
    """
    own, ceiling = one.project.currency, one.available + inside
    if own != rates.currency:
        ceiling = rates.within(max(0, ceiling - SPARE * cases), own)
    return {
        "id": line_id(one),
        "ceiling": max(0, ceiling),
        "from": (one.starts or one.project.starts).isoformat(),
        "to": (one.ends or one.project.ends).isoformat(),
        "covers": list(dict.fromkeys(one.covers)),
    }


def conversion(one: BudgetLine, inside: int, rates: Rates) -> dict[str, Any]:
    """What a plan remembers about a line in another currency: the frozen rate, and what was held inside."""
    own = one.project.currency
    return {} if own == rates.currency else {"currency": own, "rate": rates.of(own).text, "inside": inside}
