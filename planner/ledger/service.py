"""Verbs on money: each locks its lines before it reads them, moves counters and writes entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, Charge, CostKind, LedgerEntry, Stage
from models.people.account import User
from models.record.because import Why, because, stored, typed
from models.words import Amount, Refused, say

COUNTERS = {Stage.RESERVED: "reserved", Stage.COMMITTED: "committed", Stage.PAID: "paid"}


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost to reserve: minor units of the line's currency, and what it was originally at which typed rate."""

    line_id: int
    kind: CostKind
    amount: int
    original_amount: int
    original_currency: str
    rate: str = "1"
    rate_source: str = ""
    rate_on: date | None = None
    case_id: int | None = None
    itinerary_id: int | None = None
    assignment_id: int | None = None


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


def _locked(session: Session, charges: Sequence[Charge]) -> dict[int, BudgetLine]:
    """The charges' lines, locked, and the charges as they are now: whoever held the lock before may have moved them."""
    lines = locked_lines(session, [charge.line_id for charge in charges])
    session.scalars(
        sa.select(Charge)
        .where(Charge.id.in_([charge.id for charge in charges]))
        .execution_options(populate_existing=True)
    ).all()
    return lines


def reserve(session: Session, costs: Sequence[Cost], *, by: User | None, why: Why = "") -> list[Charge]:
    """Reserve all costs or none. Raises `Refused` naming each line that cannot pay, with what is missing."""
    lines = locked_lines(session, [cost.line_id for cost in costs])
    wanted: dict[int, int] = {}
    for cost in costs:
        wanted[cost.line_id] = wanted.get(cost.line_id, 0) + cost.amount
    short = [
        say(
            "Line %(line)s has %(free)s available. Another %(missing)s is needed.",
            line=lines[line_id].code,
            free=Amount(lines[line_id].available, lines[line_id].project.currency),
            missing=Amount(amount - lines[line_id].available, lines[line_id].project.currency),
        )
        for line_id, amount in wanted.items()
        if amount > lines[line_id].available
    ]
    if short:
        raise Refused(*short)
    charges = [
        Charge(
            line_id=cost.line_id,
            kind=cost.kind,
            amount=cost.amount,
            original_amount=cost.original_amount,
            original_currency=cost.original_currency,
            rate=cost.rate,
            rate_source=cost.rate_source,
            rate_on=cost.rate_on,
            case_id=cost.case_id,
            itinerary_id=cost.itinerary_id,
            assignment_id=cost.assignment_id,
            stage=Stage.RESERVED,
        )
        for cost in costs
    ]
    session.add_all(charges)
    session.flush()
    for charge in charges:
        _move(session, lines[charge.line_id], charge, Stage.RESERVED, charge.amount, by, why)
    return charges


def commit(session: Session, charges: Sequence[Charge], *, by: User | None, why: Why = "") -> None:
    """Turn reserved money into committed money (tickets issued)."""
    _restage(session, charges, Stage.RESERVED, Stage.COMMITTED, by, why)


def uncommit(session: Session, charges: Sequence[Charge], *, by: User | None, why: Why) -> None:
    """Take a commitment back to a reservation (a ticket entered by mistake)."""
    _restage(session, charges, Stage.COMMITTED, Stage.RESERVED, by, why)


def pay(session: Session, charge: Charge, amount: int, invoice: str, *, by: User | None, why: Why = "") -> None:
    """Turn a commitment into a payment of the invoice's own `amount` (minor units of the line's currency).

    Raises `Refused` when it is not committed or the line cannot pay what the invoice is above the commitment.
    """
    line = _locked(session, [charge])[charge.line_id]
    if charge.stage is not Stage.COMMITTED:
        raise Refused(say("Only a committed cost can be paid. This cost is not committed."))
    why = why or because("invoice", number=invoice)
    more = amount - charge.amount
    if more > line.available:
        raise Refused(
            say(
                "The invoice is %(more)s more than the commitment, but line %(line)s has only %(free)s available.",
                more=Amount(more, line.project.currency),
                line=line.code,
                free=Amount(line.available, line.project.currency),
            )
        )
    _move(session, line, charge, Stage.COMMITTED, -charge.amount, by, why)
    _move(session, line, charge, Stage.PAID, amount, by, why)
    charge.stage, charge.amount, charge.invoice = Stage.PAID, amount, invoice


def unpay(session: Session, charge: Charge, *, by: User | None, why: Why) -> None:
    """Take a payment back to a commitment of the same amount (an invoice entered wrongly)."""
    _restage(session, [charge], Stage.PAID, Stage.COMMITTED, by, why)
    charge.invoice = ""


def release(session: Session, charges: Sequence[Charge], *, by: User | None, why: Why) -> int:
    """Give reserved or committed money back to its lines; paid money stays paid. Returns how much, minor units."""
    lines, given = _locked(session, charges), 0
    for charge in charges:
        if charge.stage not in (Stage.RESERVED, Stage.COMMITTED):
            continue
        _move(session, lines[charge.line_id], charge, charge.stage, -charge.amount, by, why)
        given += charge.amount
        charge.stage = Stage.RELEASED
    return given


def _restage(
    session: Session, charges: Sequence[Charge], before: Stage, after: Stage, by: User | None, why: Why
) -> None:
    lines = _locked(session, charges)
    for charge in charges:
        if charge.stage is not before:
            continue
        _move(session, lines[charge.line_id], charge, before, -charge.amount, by, why)
        _move(session, lines[charge.line_id], charge, after, charge.amount, by, why)
        charge.stage = after


def _move(
    session: Session, line: BudgetLine, charge: Charge, stage: Stage, delta: int, by: User | None, why: Why
) -> None:
    counter = COUNTERS[stage]
    setattr(line, counter, getattr(line, counter) + delta)
    session.add(
        LedgerEntry(
            by_id=by.id if by else None,
            line_id=line.id,
            charge_id=charge.id,
            stage=stage,
            delta=delta,
            why=typed(why)[:300],
            because=stored(why),
        )
    )
