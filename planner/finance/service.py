"""Operations of finance on one charge: its invoice, its refunds, and reversing either."""

from datetime import date

from sqlalchemy.orm import Session

from models import Charge, Claim, Refund, RefundKind
from models.base import now
from models.office import home_currency
from models.people.account import User
from models.words import Refused, say
from planner import settings
from planner.audit import events
from planner.ledger import claims
from planner.ledger import service as ledger
from planner.programmes.rates import in_currency

BACK = {RefundKind.REFUND: "charge.refunded", RefundKind.CREDIT_NOTE: "charge.credited"}


def is_unusual(session: Session, charge: Charge, amount: int, today: date) -> bool:
    """Whether an invoice of `amount` differs from the commitment by more than both settings allow without asking.

    Amounts are minor units of the line's currency. The setting's amount is in the office's currency and is converted by
    the rate of the day; without a rate every difference is unusual.
    """
    rules, more = settings.read(session, today), abs(amount - charge.amount)
    most = in_currency(session, rules["invoice_difference"], home_currency(), charge.line.project.currency, today)
    return more * 100 > charge.amount * rules["invoice_percent"] or more > (most or 0)


def pay(session: Session, charge: Charge, *, amount: int, invoice: str, by: User, why: str = "") -> None:
    """Pay a committed charge with the amount of the invoice (minor units of the line's currency)."""
    before = charge.amount
    ledger.pay(session, charge, amount, invoice, by=by, why=why)
    what = {"amount": [before, amount], "invoice": invoice}
    events.record(session, "charge.paid", charge, by=by, what=what, why=why)


def take_back_payment(session: Session, charge: Charge, *, why: str, by: User) -> None:
    """Undo a payment entered by mistake: the original amount is committed again. Raises `Refused` without a reason."""
    if not why:
        raise Refused(say("Give the reason for reversing the payment."))
    before = charge.amount
    ledger.unpay(session, charge, by=by, why=why)
    what = {"amount": [before, charge.amount]}
    events.record(session, "charge.payment_taken_back", charge, by=by, why=why, what=what)


def give_back(session: Session, charge: Charge, kind: RefundKind, amount: int, document: str, *, by: User) -> None:
    """Record a refund or a credit note of `amount` (minor units of the line's currency)."""
    before = charge.amount
    claims.give_back(session, charge, kind, amount, document, by=by)
    what = {"amount": [before, charge.amount], "document": document}
    events.record(session, BACK[kind], charge, by=by, what=what)


def take_back_refund(session: Session, refund: Refund, *, why: str, by: User) -> None:
    """Reverse a refund or credit note entered by mistake. Raises `Refused` when it can no longer be reversed."""
    claims.take_back(session, refund, by=by, why=why)
    what = {"amount": refund.amount, "document": refund.document}
    events.record(session, "charge.refund_reversed", refund.charge, by=by, why=why, what=what)


def request(session: Session, claim: Claim, day: date, *, by: User) -> None:
    """Record that the refund was requested from the supplier. Raises `Refused` for a future date or a closed claim."""
    if day > now().date():
        raise Refused(say("The date cannot be in the future."))
    if not claim.outstanding:
        raise Refused(say("Nothing is claimed back for this cost."))
    told = events.changes(claim, {"requested_on": day})
    events.record(session, "charge.claim_requested", claim.charge, by=by, what=told)


def give_up(session: Session, charge: Charge, *, why: str, by: User) -> None:
    """Close a claim without a refund; the money stays spent. Raises `Refused` without a reason or an open claim."""
    amount = claims.give_up(session, charge, by=by, why=why)
    events.record(session, "charge.claim_given_up", charge, by=by, why=why, what={"amount": amount})
