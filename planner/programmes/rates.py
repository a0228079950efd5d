"""Exchange rates as exact decimal text, which one holds on a day, and amounts in another currency."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ExchangeRate
from models.words import say
from planner.reference import figures
from planner.reference.currencies import minor_digits


def exact_rate(typed: str) -> str | None:
    """An entered rate as plain decimal text (`25,105` → `25.105`), or None if it is not a positive number.

    Nobody writes thousands separators in a rate: a single comma or point starts the decimals.
    """
    try:
        found = figures.figure(typed, say("Enter a positive number."), grouped=False)
    except figures.Unclear:
        return None
    text = format(found.value, "f")
    whole, _point, part = text.partition(".")
    return text if not found.sign and found.value > 0 and len(whole) <= 7 and len(part) <= 10 else None


def rate_on(session: Session, base: str, quote: str, day: date) -> ExchangeRate | None:
    """The newest rate of `base` in `quote` that is valid on `day`, or None if there is none."""
    return session.scalar(
        sa.select(ExchangeRate)
        .where(ExchangeRate.base == base, ExchangeRate.quote == quote, ExchangeRate.valid_from <= day)
        .order_by(ExchangeRate.valid_from.desc(), ExchangeRate.id.desc())
        .limit(1)
    )


def of_pair(session: Session, base: str, quote: str) -> Sequence[ExchangeRate]:
    """Every rate of `base` in `quote` ever entered, newest days first; of each day the one that holds is first."""
    return session.scalars(
        sa.select(ExchangeRate)
        .where(ExchangeRate.base == base, ExchangeRate.quote == quote)
        .order_by(ExchangeRate.valid_from.desc(), ExchangeRate.id.desc())
    ).all()


def in_currency(session: Session, minor: int, currency: str, wanted: str, day: date) -> int | None:
    """`minor` units of `currency` in minor units of `wanted` by the rate of that day, rounded half up.

    A rate entered the other way round is used upside down. None when there is neither.
    """
    if currency == wanted or minor == 0:
        return minor
    finer = Decimal(minor).scaleb(minor_digits(wanted) - minor_digits(currency))
    if (rate := rate_on(session, currency, wanted, day)) is not None:
        exact = finer * Decimal(rate.rate)
    elif (rate := rate_on(session, wanted, currency, day)) is not None:
        exact = finer / Decimal(rate.rate)
    else:
        return None
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
