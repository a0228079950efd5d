"""A cost is transferred to another budget line: both lines are locked, and the ceiling of the new one holds."""

from sqlalchemy.orm import Session

from models import BudgetLine, Charge, MoneyVerb
from models.money.charge import LIVE
from models.people.account import User
from models.words import Amount, Refused, say
from planner.audit import events
from planner.ledger.moving import claims_of, locked, locked_lines, move


def transfer(session: Session, charge: Charge, target: BudgetLine, *, by: User | None, why: str) -> BudgetLine:
    """Let another line of the same currency pay for a reserved, committed or paid cost; returns the line before.

    Raises `Refused` without a reason, for a cost of another stage or one that is claimed back, for the same line, one
    of another currency or one that does not cover this kind of cost, and when the line has too little.
    """
    events.need_reason(why)
    locked_lines(session, [charge.line_id, target.id])
    lines = locked(session, [charge])
    before, target = lines[charge.line_id], locked_lines(session, [target.id])[target.id]
    _refuse(session, charge, before, target)
    move(session, before, charge, charge.stage, -charge.amount, MoneyVerb.TRANSFER, by, why)
    move(session, target, charge, charge.stage, charge.amount, MoneyVerb.TRANSFER, by, why)
    charge.line = target
    session.flush()
    return before


def _refuse(session: Session, charge: Charge, before: BudgetLine, target: BudgetLine) -> None:
    if charge.stage not in LIVE or claims_of(session, [charge]):
        raise Refused(
            say("Only a reserved, committed or paid cost that is not claimed back can move to another budget line.")
        )
    if target.id == before.id:
        raise Refused(say("This cost is on line %(line)s already. Choose another line.", line=target.code))
    if target.project.currency != before.project.currency:
        raise Refused(
            say(
                "Line %(line)s is in %(other)s. Choose a line in %(currency)s.",
                line=target.code,
                other=target.project.currency,
                currency=before.project.currency,
            )
        )
    if charge.kind.value not in target.covers:
        raise Refused(
            say("Line %(line)s does not cover this type of cost: %(kind)s.", line=target.code, kind=charge.kind)
        )
    if charge.amount > target.available:
        raise Refused(
            say(
                "Line %(line)s has %(free)s available. Another %(missing)s is needed.",
                line=target.code,
                free=Amount(target.available, target.project.currency),
                missing=Amount(charge.amount - target.available, target.project.currency),
            )
        )
