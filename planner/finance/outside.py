"""Payments on a day outside the dates of their line or project: an approver confirms them, with the reason given."""

from datetime import date

from sqlalchemy.orm import Session

from models import ChangeKind, Charge, MoneyChange, Stage
from models.people.account import User
from models.words import Refused, Say, say
from planner.finance import service
from planner.programmes import changes
from planner.programmes.effects import EFFECTS


def refusal(charge: Charge, day: date) -> Say | None:
    """The sentence that says why this cost cannot be paid on that day, or None when it can."""
    line, project = charge.line, charge.line.project
    starts, ends = line.starts or project.starts, line.ends or project.ends
    if starts <= day <= ends:
        return None
    return say(
        "Line %(line)s can pay from %(starts)s to %(ends)s. An approver must confirm a payment on another day.",
        line=line.code,
        starts=starts,
        ends=ends,
    )


def ask(session: Session, charge: Charge, *, amount: int, invoice: str, why: str, by: User, today: date) -> MoneyChange:
    """Ask an approver to confirm a payment outside the dates; `amount` in minor units of the line's currency.

    Nothing is paid before. Raises `Refused` without a reason, for a cost that is not committed, or asked for already.
    """
    if charge.stage is not Stage.COMMITTED:
        raise Refused(say("Only a committed cost can be paid. This cost is not committed."))
    change = MoneyChange(
        kind=ChangeKind.PAYMENT,
        charge=charge,
        before={"amount": charge.amount},
        after={"amount": amount, "invoice": invoice},
    )
    return changes.ask_second(session, change, why, by=by, today=today)


def _pay(session: Session, change: MoneyChange, by: User | None) -> None:
    """What confirming does: the invoice is paid, if the cost is still committed and the line has enough."""
    if change.charge is None or by is None:
        raise ValueError("a payment has a cost, and somebody who confirmed it")
    service.pay(
        session, change.charge, amount=change.after["amount"], invoice=change.after["invoice"], by=by, why=change.why
    )


EFFECTS[ChangeKind.PAYMENT] = _pay
