"""Operations on money to be refunded: claim, refund, credit note, reverse, give up. Lines are locked first."""

from sqlalchemy.orm import Session

from models import BudgetLine, Charge, Claim, MoneyVerb, Refund, RefundKind, Stage
from models.base import now
from models.people.account import User
from models.record.because import Because, Why, because, stored, typed
from models.words import Amount, Refused, say
from planner.ledger.moving import claims_of, locked, move

SPENT = (Stage.COMMITTED, Stage.PAID)
VERBS = {RefundKind.REFUND: MoneyVerb.REFUND, RefundKind.CREDIT_NOTE: MoneyVerb.CREDIT_NOTE}


def claim(session: Session, charge: Charge, amount: int | None = None, *, by: User | None, why: Why) -> int:
    """Claim `amount` back (minor units of the line's currency; None for all possible); returns the claimed amount.

    The money stays committed or paid. What is already claimed or given up is not claimed again; a cost that is neither
    committed nor paid cannot be claimed.
    """
    line = locked(session, [charge])[charge.line_id]
    found = claims_of(session, [charge]).get(charge.id)
    if charge.stage not in SPENT:
        return 0
    most = charge.amount - (found.outstanding + found.given_up if found else 0)
    more = max(0, most if amount is None else min(amount, most))
    if found is None:
        found = Claim(
            charge_id=charge.id,
            opened_by_id=by.id if by else None,
            why=typed(why)[:300],
            because=stored(why),
            outstanding=0,
            given_up=0,
        )
        session.add(found)
    if more:
        move(session, line, charge, Stage.CLAIMED, more, MoneyVerb.CLAIM, by, why)
    if more and found.before_payment is not None:
        found.before_payment += more
    found.set_outstanding(found.outstanding + more)
    return more


def give_back(
    session: Session, charge: Charge, kind: RefundKind, amount: int, document: str, *, by: User | None
) -> Refund:
    """Record a refund of a paid cost, or a credit note on a committed or paid one; `amount` becomes available again.

    It also settles the cost's claim as far as it reaches. Raises `Refused` for a cost at another stage, and for zero or
    more than the cost.
    """
    line = locked(session, [charge])[charge.line_id]
    _refuse(line, charge, kind, amount)
    found = claims_of(session, [charge]).get(charge.id)
    settled = min(amount, found.outstanding) if found else 0
    why, verb = _reason(kind, document), VERBS[kind]
    row = Refund(
        charge_id=charge.id,
        kind=kind,
        stage=charge.stage,
        amount=amount,
        settled=settled,
        document=document,
        by_id=by.id if by else None,
    )
    session.add(row)
    move(session, line, charge, charge.stage, -amount, verb, by, why)
    charge.amount -= amount
    if found and settled:
        move(session, line, charge, Stage.CLAIMED, -settled, verb, by, why)
        found.set_outstanding(found.outstanding - settled)
    if not charge.amount:
        charge.stage = Stage.REFUNDED
    session.flush()
    return row


def _refuse(line: BudgetLine, charge: Charge, kind: RefundKind, amount: int) -> None:
    if kind is RefundKind.REFUND and charge.stage is not Stage.PAID:
        raise Refused(say("Only a paid cost can be refunded. Enter a credit note for a cost that is not paid yet."))
    if charge.stage not in SPENT:
        raise Refused(say("A credit note needs a committed or paid cost."))
    if not 0 < amount <= charge.amount:
        raise Refused(
            say(
                "Enter an amount above zero and at most %(amount)s, which is what this cost is now.",
                amount=Amount(charge.amount, line.project.currency),
            )
        )


def _reason(kind: RefundKind, document: str) -> Because:
    return because("refund" if kind is RefundKind.REFUND else "credit_note", number=document)


def take_back(session: Session, row: Refund, *, by: User | None, why: str) -> None:
    """Reverse a refund or credit note entered by mistake: restore the cost and its claim.

    Raises `Refused` if it is already reversed, the cost was paid or reversed meanwhile, or the line has too little.
    """
    charge = row.charge
    line = locked(session, [charge])[charge.line_id]
    session.refresh(row)
    over = Stage.COMMITTED if charge.committed_amount is None else Stage.PAID  # the stage before the full refund
    if row.reversed_at or (over if charge.stage is Stage.REFUNDED else charge.stage) is not row.stage:
        raise Refused(say("This entry can no longer be reversed. Look at what happened to the cost since."))
    if row.amount > line.available:
        raise Refused(
            say(
                "Line %(line)s has %(free)s available. Another %(missing)s is needed.",
                line=line.code,
                free=Amount(line.available, line.project.currency),
                missing=Amount(row.amount - line.available, line.project.currency),
            )
        )
    row.reversed_at = now()
    move(session, line, charge, row.stage, row.amount, MoneyVerb.UNREFUND, by, why)
    charge.amount, charge.stage = charge.amount + row.amount, row.stage
    found = claims_of(session, [charge]).get(charge.id)
    if found and row.settled:
        move(session, line, charge, Stage.CLAIMED, row.settled, MoneyVerb.UNREFUND, by, why)
        found.set_outstanding(found.outstanding + row.settled)


def give_up(session: Session, charge: Charge, *, by: User | None, why: str) -> int:
    """Give up the rest of a claim, which stays committed or paid. Returns the amount given up, minor units.

    Raises `Refused` without a reason or an open claim.
    """
    if not why.strip():
        raise Refused(say("Give a short reason; it stays in the history."))
    line = locked(session, [charge])[charge.line_id]
    found = claims_of(session, [charge]).get(charge.id)
    if found is None or not found.outstanding:
        raise Refused(say("Nothing is claimed back for this cost."))
    given = found.outstanding
    move(session, line, charge, Stage.CLAIMED, -given, MoneyVerb.GIVE_UP, by, why)
    found.given_up += given
    found.given_up_why, found.given_up_by_id = why[:300], by.id if by else None
    found.set_outstanding(0)
    return given
