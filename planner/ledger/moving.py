"""How money moves: lock the lines before reading them, change a counter, and write an entry."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, Charge, Claim, LedgerEntry, MoneyVerb, Stage
from models.people.account import User
from models.record.because import Why, stored, typed

COUNTERS = {Stage.RESERVED: "reserved", Stage.COMMITTED: "committed", Stage.PAID: "paid", Stage.CLAIMED: "claimed"}


def locked_lines(session: Session, line_ids: Sequence[int]) -> dict[int, BudgetLine]:
    """Lock the lines against other writers until the transaction ends, always in id order to prevent deadlocks.

    On SQLite the transaction already holds the write lock (BEGIN IMMEDIATE); on PostgreSQL the rows are locked.
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
    """The charges' lines, locked, and the charges read again because the previous holder may have changed them.

    If a charge was transferred to another line meanwhile, that line is locked, too.
    """
    lines = locked_lines(session, [charge.line_id for charge in charges])
    while True:
        session.scalars(
            sa.select(Charge)
            .where(Charge.id.in_([charge.id for charge in charges]))
            .execution_options(populate_existing=True)
        ).all()
        wanted = {charge.line_id for charge in charges}
        if wanted <= lines.keys():
            return lines
        lines = locked_lines(session, sorted(wanted | lines.keys()))


def claims_of(session: Session, charges: Sequence[Charge]) -> dict[int, Claim]:
    """The current claims on these charges by charge id; call it while holding the lines' locks."""
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
    """Add `delta` minor units to the line's counter of that stage, and write the entry for it."""
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
