"""How money moves: lines are locked before they are read, a counter moves, and an entry tells it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, Charge, Claim, LedgerEntry, MoneyVerb, Stage
from models.people.account import User
from models.record.because import Why, stored, typed

COUNTERS = {Stage.RESERVED: "reserved", Stage.COMMITTED: "committed", Stage.PAID: "paid", Stage.CLAIMED: "claimed"}


def locked_lines(session: Session, line_ids: Sequence[int]) -> dict[int, BudgetLine]:
    """The lines, locked against other writers until the transaction ends, in one order so that nobody waits in a ring.

    On SQLite the transaction holds the write lock already (BEGIN IMMEDIATE); on PostgreSQL the rows are locked.
    """
    rows = session.scalars(
        sa.select(BudgetLine)
        .where(BudgetLine.id.in_(sorted(set(line_ids))))
        .order_by(BudgetLine.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {line.id: line for line in rows}


def locked(session: Session, charges: Sequence[Charge]) -> dict[int, BudgetLine]:
    """The charges' lines, locked, and the charges read again, because the previous holder may have changed them."""
    lines = locked_lines(session, [charge.line_id for charge in charges])
    session.scalars(
        sa.select(Charge)
        .where(Charge.id.in_([charge.id for charge in charges]))
        .execution_options(populate_existing=True)
    ).all()
    return lines


def claims_of(session: Session, charges: Sequence[Charge]) -> dict[int, Claim]:
    """The claims on these charges by charge id, as they are now; to be read under the lines' locks."""
    rows = session.scalars(
        sa.select(Claim)
        .where(Claim.charge_id.in_([charge.id for charge in charges]))
        .execution_options(populate_existing=True)
    )
    return {claim.charge_id: claim for claim in rows}


def move(
    session: Session,
    line: BudgetLine,
    charge: Charge,
    stage: Stage,
    delta: int,
    verb: MoneyVerb,
    by: User | None,
    why: Why,
) -> None:
    """Add `delta` minor units to the line's counter of that stage, and write the entry that tells it."""
    counter = COUNTERS[stage]
    setattr(line, counter, getattr(line, counter) + delta)
    session.add(
        LedgerEntry(
            by_id=by.id if by else None,
            line_id=line.id,
            charge_id=charge.id,
            stage=stage,
            verb=verb,
            delta=delta,
            why=typed(why)[:300],
            because=stored(why),
        )
    )
