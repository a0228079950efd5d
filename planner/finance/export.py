"""Reads the contents of the budget workbook, for the page and the command line."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import BudgetLine, Charge, Project
from models.base import now
from models.people.account import User
from planner.finance import claims, queries
from planner.finance.sheets import Content, Words, budget_workbook
from planner.ledger.seeing import shown


def budget_xlsx(session: Session, project: Project, viewer: User, words: Words) -> bytes:
    """The budget workbook of `project`, with what this viewer may see."""
    charges = session.scalars(
        sa.select(Charge)
        .join(BudgetLine)
        .where(BudgetLine.project_id == project.id, shown(viewer))
        .options(joinedload(Charge.line))
        .order_by(Charge.id)
    ).all()
    content = Content(
        project=project,
        charges=charges,
        case_numbers=queries.case_numbers(session, viewer, charges),
        itinerary_numbers=queries.itinerary_numbers(session, charges),
        persons=queries.person_costs(session, charges),
        unlisted=queries.unlisted(session, viewer, project.id),
        claimed=claims.outstanding(session, [charge.id for charge in charges]),
        made_by=viewer.name,
        made_at=now(),
        reasons=queries.last_reasons(session, viewer, project.id),
    )
    len(project.lines)  # read now, from the same snapshot
    session.commit()  # nothing was written; do not keep a transaction open while the workbook is built
    return budget_workbook(content, words)
