"""Moving a cost to another budget line: which lines can pay for it instead, and the act itself with its event."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import BudgetLine, Case, Charge, Itinerary, ProgrammeLine, Project
from models.people.account import User
from models.words import Refused, say
from planner.audit import events
from planner.ledger.transfers import transfer


def other_lines(session: Session, charge: Charge) -> Sequence[BudgetLine]:
    """Lines in use that could pay for this cost: same currency, its type, its programme, open on its departure date."""
    found = session.scalars(
        sa.select(BudgetLine)
        .join(BudgetLine.project)
        .options(joinedload(BudgetLine.project))
        .where(
            BudgetLine.id != charge.line_id,
            BudgetLine.active,
            Project.active,
            Project.currency == charge.line.project.currency,
        )
        .order_by(Project.code, BudgetLine.code)
    ).all()
    allowed, day = _of_programme(session, charge), _departs(session, charge)
    return [
        line
        for line in found
        if charge.kind.value in line.covers
        and (allowed is None or line.id in allowed)
        and (day is None or (line.starts or line.project.starts) <= day <= (line.ends or line.project.ends))
    ]


def _of_programme(session: Session, charge: Charge) -> set[int] | None:
    """Ids of the lines that can pay for the case's programme; None for a cost without a case or a programme."""
    programme_id = session.scalar(sa.select(Case.programme_id).where(Case.id == charge.case_id))
    if programme_id is None:
        return None
    return set(session.scalars(sa.select(ProgrammeLine.line_id).where(ProgrammeLine.programme_id == programme_id)))


def _departs(session: Session, charge: Charge) -> date | None:
    return session.scalar(sa.select(Itinerary.departs_on).where(Itinerary.id == charge.itinerary_id))


def move_to(session: Session, charge: Charge, line_id: int, *, by: User, why: str) -> None:
    """Let line `line_id` pay for the cost. Raises `Refused` for a line that cannot, and as `transfer` does."""
    line = next((one for one in other_lines(session, charge) if one.id == line_id), None)
    if line is None:
        raise Refused(say("This line cannot pay for the cost. Choose another line."))
    before = transfer(session, charge, line, by=by, why=why)
    what = {"line": [f"{one.project.code}:{one.code}" for one in (before, line)], "amount": charge.amount}
    events.record(session, "charge.line_changed", charge, by=by, why=why, what=what)
