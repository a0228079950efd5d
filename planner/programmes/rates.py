"""Exchange rates as exact decimal text, and the rate valid on a day."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ExchangeRate
from models.words import say
from planner.reference import figures


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
        .order_by(ExchangeRate.valid_from.desc())
        .limit(1)
    )
