"""Reads of money to be refunded: a project's open claims with age and next step, and the claim on one cost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from models import BudgetLine, Charge, Claim, Refund, Stage
from models.people.account import User
from models.record.because import told
from models.words import Say, say
from planner.finance import queries
from planner.ledger.seeing import payable


@dataclass(frozen=True, slots=True)
class Open:
    """One open claim: days since it was opened, and who must act next."""

    claim: Claim
    days: int
    acts: Say
    why: Say | str

    @property
    def charge(self) -> Charge:
        return self.claim.charge


@dataclass(frozen=True, slots=True)
class Claims:
    """The open claims of a project, oldest first; minor units of its currency."""

    rows: Sequence[Open]
    unlisted: int
    """The sum of claims on costs that this user may not see one by one."""
    total: int


def open_claims(session: Session, viewer: User, project_id: int, today: date) -> Claims:
    """The open claims this user may see, and the sum of all."""
    wanted = (
        sa.select(Claim)
        .join(Claim.charge)
        .join(Charge.line)
        .where(BudgetLine.project_id == project_id, Claim.outstanding > 0)
    )
    total = session.scalar(wanted.with_only_columns(sa.func.coalesce(sa.func.sum(Claim.outstanding), 0))) or 0
    found = session.scalars(
        wanted.where(payable(viewer))
        .options(contains_eager(Claim.charge).contains_eager(Charge.line))
        .order_by(Claim.opened_at, Claim.id)
    ).all()
    private = queries.by_number(session, viewer, [one.charge for one in found])
    rows = [
        Open(one, (today - one.opened_at.date()).days, acts(one), told(typed, one.because))
        for one in found
        for typed in ["" if one.charge_id in private else one.why]
    ]
    return Claims(rows, int(total) - sum(one.outstanding for one in found), int(total))


def acts(claim: Claim) -> Say:
    """Who must act next on an open claim, and how."""
    if claim.requested_on is None:
        return say("Finance: request the refund from the supplier")
    if claim.charge.stage is Stage.COMMITTED:
        return say("Supplier: credit note or invoice")
    return say("Supplier: refund or credit note")


def claim_of(session: Session, charge: Charge) -> Claim | None:
    """The claim on a cost, or None if there never was one."""
    return session.scalar(sa.select(Claim).where(Claim.charge_id == charge.id))


def refunds_of(session: Session, charge_ids: Collection[int]) -> Sequence[Refund]:
    """Refunds and credit notes on these costs, in order, including reversed ones."""
    return session.scalars(sa.select(Refund).where(Refund.charge_id.in_(sorted(charge_ids))).order_by(Refund.id)).all()


def outstanding(session: Session, charge_ids: Collection[int]) -> dict[int, int]:
    """Open claims on these costs, by charge id; minor units of their lines' currencies."""
    rows = session.execute(sa.select(Claim.charge_id, Claim.outstanding).where(Claim.charge_id.in_(sorted(charge_ids))))
    return {charge_id: amount for charge_id, amount in rows if amount}
