"""Operations on money: each locks its lines before it reads them, changes counters and writes entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import BudgetLine, Charge, Claim, CostKind, MoneyVerb, Refund, Stage
from models.people.account import User
from models.record.because import Why, because
from models.words import Amount, Refused, say
from planner.ledger.moving import claims_of, locked, locked_lines, move


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost to reserve: minor units of the line's currency, the original amount and the entered exchange rate."""

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


def reserve(session: Session, costs: Sequence[Cost], *, by: User | None, why: Why = "") -> list[Charge]:
    """Reserve all costs or none. Raises `Refused` that names each line with too little money and what is missing."""
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
        move(session, lines[charge.line_id], charge, Stage.RESERVED, charge.amount, MoneyVerb.RESERVE, by, why)
    return charges


def commit(session: Session, charges: Sequence[Charge], *, by: User | None, why: Why = "") -> None:
    """Move reserved money to committed (tickets issued)."""
    _restage(session, charges, Stage.RESERVED, Stage.COMMITTED, MoneyVerb.COMMIT, by, why)


def uncommit(session: Session, charges: Sequence[Charge], *, by: User | None, why: Why) -> None:
    """Move committed money back to reserved (ticket entered by mistake). A cost with a claim stays committed."""
    _restage(session, charges, Stage.COMMITTED, Stage.RESERVED, MoneyVerb.UNCOMMIT, by, why)


def _restage(
    session: Session, charges: Sequence[Charge], before: Stage, after: Stage, verb: MoneyVerb, by: User | None, why: Why
) -> None:
    lines, claims = locked(session, charges), claims_of(session, charges)
    for charge in charges:
        if charge.stage is not before or charge.id in claims:
            continue
        move(session, lines[charge.line_id], charge, before, -charge.amount, verb, by, why)
        move(session, lines[charge.line_id], charge, after, charge.amount, verb, by, why)
        charge.stage = after


def pay(session: Session, charge: Charge, amount: int, invoice: str, *, by: User | None, why: Why = "") -> None:
    """Move a commitment to paid with the invoice's own `amount` (minor units of the line's currency).

    The committed amount is remembered. The cost's claim is adjusted: a full claim stays full, a partial one is at most
    the paid amount. Raises `Refused` if the cost is not committed or the line cannot pay the difference.
    """
    line = locked(session, [charge])[charge.line_id]
    if charge.stage is not Stage.COMMITTED:
        raise Refused(say("Only a committed cost can be paid. This cost is not committed."))
    why, before, more = why or because("invoice", number=invoice), charge.amount, amount - charge.amount
    if more > line.available:
        raise Refused(
            say(
                "The invoice is %(more)s more than the commitment, but line %(line)s has only %(free)s available.",
                more=Amount(more, line.project.currency),
                line=line.code,
                free=Amount(line.available, line.project.currency),
            )
        )
    claim = claims_of(session, [charge]).get(charge.id)
    move(session, line, charge, Stage.COMMITTED, -before, MoneyVerb.PAY, by, why)
    move(session, line, charge, Stage.PAID, amount, MoneyVerb.PAY, by, why)
    charge.stage, charge.amount, charge.committed_amount, charge.invoice = Stage.PAID, amount, before, invoice
    if claim is not None:
        claim.before_payment, whole = claim.outstanding, claim.outstanding == before
        _claim(
            session, line, charge, claim, amount if whole else min(claim.outstanding, amount), MoneyVerb.PAY, by, why
        )


def unpay(session: Session, charge: Charge, *, by: User | None, why: Why) -> None:
    """Reverse a payment entered by mistake: the amount committed before is committed again, whatever was paid.

    Raises `Refused` if the cost is not paid, money was refunded on it, or the line cannot cover the difference.
    """
    line = locked(session, [charge])[charge.line_id]
    if charge.stage is not Stage.PAID or charge.committed_amount is None:
        raise Refused(say("This cost is not paid, so there is no payment to reverse."))
    if _came_back(session, charge):
        raise Refused(say("A refund or credit note is recorded for this payment. Reverse it first."))
    paid, amount = charge.amount, charge.committed_amount
    if amount - paid > line.available:
        raise Refused(
            say(
                "Reversing the payment commits %(amount)s again, %(more)s more than was paid. "
                "Line %(line)s has only %(free)s available.",
                amount=Amount(amount, line.project.currency),
                more=Amount(amount - paid, line.project.currency),
                line=line.code,
                free=Amount(line.available, line.project.currency),
            )
        )
    claim = claims_of(session, [charge]).get(charge.id)
    move(session, line, charge, Stage.PAID, -paid, MoneyVerb.REVERSE, by, why)
    move(session, line, charge, Stage.COMMITTED, amount, MoneyVerb.REVERSE, by, why)
    charge.stage, charge.amount, charge.committed_amount, charge.invoice = Stage.COMMITTED, amount, None, ""
    if claim is not None:
        _claim(session, line, charge, claim, _claimed_before(claim, paid, amount), MoneyVerb.REVERSE, by, why)
        claim.before_payment = None


def _claimed_before(claim: Claim, paid: int, amount: int) -> int:
    """The claim after a payment of `paid` is turned back into a commitment of `amount`."""
    if claim.before_payment is None:  # claimed after the payment
        return amount if claim.outstanding == paid else min(claim.outstanding, amount)
    return 0 if claim.given_up and not claim.outstanding else min(claim.before_payment, amount)


def _claim(
    session: Session,
    line: BudgetLine,
    charge: Charge,
    claim: Claim,
    outstanding: int,
    verb: MoneyVerb,
    by: User | None,
    why: Why,
) -> None:
    """Adjust a claim to the new amount of its cost."""
    if outstanding != claim.outstanding:
        move(session, line, charge, Stage.CLAIMED, outstanding - claim.outstanding, verb, by, why)
    claim.set_outstanding(outstanding)


def _came_back(session: Session, charge: Charge) -> bool:
    return bool(
        session.scalar(
            sa.select(Refund.id).where(
                Refund.charge_id == charge.id, Refund.stage == Stage.PAID, Refund.reversed_at.is_(None)
            )
        )
    )


def release(session: Session, charges: Sequence[Charge], *, by: User | None, why: Why) -> int:
    """Release reserved or committed money to its lines; returns the released minor units.

    Paid money stays paid, and a cost with a claim stays until it is refunded, credited or given up.
    """
    lines, claims, given = locked(session, charges), claims_of(session, charges), 0
    for charge in charges:
        if charge.stage not in (Stage.RESERVED, Stage.COMMITTED) or charge.id in claims:
            continue
        move(session, lines[charge.line_id], charge, charge.stage, -charge.amount, MoneyVerb.RELEASE, by, why)
        given += charge.amount
        charge.stage = Stage.RELEASED
    return given


def change(session: Session, charge: Charge, amount: int, original: int, *, by: User | None, why: Why) -> None:
    """Reserve or commit another `amount` for the same cost (minor units; `original` in its own currency).

    Raises `Refused` if it is paid, claimed or released, or if the line has too little.
    """
    line = locked(session, [charge])[charge.line_id]
    if charge.stage not in (Stage.RESERVED, Stage.COMMITTED) or claims_of(session, [charge]):
        raise Refused(say("Only a reserved or committed cost can have another amount."))
    more = amount - charge.amount
    if more > line.available:
        raise Refused(
            say(
                "Line %(line)s has %(free)s available. Another %(missing)s is needed.",
                line=line.code,
                free=Amount(line.available, line.project.currency),
                missing=Amount(more - line.available, line.project.currency),
            )
        )
    move(session, line, charge, charge.stage, more, MoneyVerb.CHANGE, by, why)
    charge.amount, charge.original_amount = amount, original
