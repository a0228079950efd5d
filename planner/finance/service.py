"""Verbs of finance on one charge: enter an invoice, take it back."""

from sqlalchemy.orm import Session

from models import Charge
from models.people.account import User
from models.words import Refused, say
from planner.audit import events
from planner.ledger import service as ledger


def enter_invoice(session: Session, charge: Charge, *, amount: int, invoice: str, by: User) -> None:
    """Pay a committed charge with the invoice's amount (minor units of the line's currency)."""
    before = charge.amount
    ledger.pay(session, charge, amount, invoice, by=by)
    events.record(session, "charge.paid", charge, by=by, what={"amount": [before, amount], "invoice": invoice})


def take_back_payment(session: Session, charge: Charge, *, why: str, by: User) -> None:
    """Undo a payment entered wrongly; the cost is committed again. Raises `Refused` without a reason."""
    if not why:
        raise Refused(say("Give the reason for reversing the payment."))
    ledger.unpay(session, charge, by=by, why=why)
    events.record(session, "charge.payment_taken_back", charge, by=by, why=why)
