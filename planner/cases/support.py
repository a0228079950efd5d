"""Support for a case after its itinerary is confirmed: a new amount changes its cost in the same transaction."""

from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.money.charge import LIVE, Charge, CostKind, Stage
from models.money.claim import UNCLAIMED
from models.people.account import User
from models.people.case import Case, CaseStatus
from models.record.because import because
from models.words import Refused, say
from planner.ledger import service as ledger
from planner.reference.currencies import minor_digits

S = CaseStatus
CONFIRMED = frozenset({S.RESERVED, S.TICKETED})
TRAVELLED = frozenset({S.DEPARTED, S.ARRIVED, S.REINTEGRATION, S.MONITORING})


def follow(session: Session, case: Case, *, by: User | None) -> None:
    """Adjust the reserved or committed cost of the case's support to its present amount; zero releases it.

    Raises `Refused`, with what to do, when that money is paid, in another currency or was never reserved, and when the
    line has too little.
    """
    charge = session.scalar(
        sa.select(Charge)
        .where(Charge.case_id == case.id, Charge.kind == CostKind.ASSISTANCE, Charge.stage.in_(LIVE), UNCLAIMED)
        .order_by(Charge.id.desc())
        .limit(1)
    )
    if charge is None:
        _refuse_without_money(case)
        return
    if charge.stage is Stage.PAID:
        raise Refused(
            say(
                "The support is already paid. Finance can reverse the payment or enter a refund. "
                "Then you can change it."
            )
        )
    if case.assistance_currency != charge.original_currency:
        raise Refused(
            say(
                "The support is booked in %(currency)s. To change the currency, remove the family from its itinerary "
                "and confirm the itinerary again.",
                currency=charge.original_currency,
            )
        )
    if not case.assistance_amount:
        ledger.release(session, [charge], by=by, why=because("support"))
        return
    amount = _converted(case.assistance_amount, charge)
    ledger.change(session, charge, amount, case.assistance_amount, by=by, why=because("support"))


def _refuse_without_money(case: Case) -> None:
    if not case.assistance_amount:
        return
    if case.status in CONFIRMED:
        raise Refused(
            say(
                "No money is reserved for support of this case. Remove the family from its itinerary, change the "
                "amount and confirm the itinerary again."
            )
        )
    if case.status in TRAVELLED:
        raise Refused(
            say("No money was reserved for support before departure, so the amount can no longer be changed.")
        )


def _converted(minor: int, charge: Charge) -> int:
    """Minor units of the line's currency at the exchange rate of the cost, rounded half up as in a plan."""
    currency = charge.line.project.currency
    finer = minor_digits(currency) - minor_digits(charge.original_currency)
    exact = Decimal(minor).scaleb(finer) * Decimal(charge.rate)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
