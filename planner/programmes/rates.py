"""Exchange rates as exact decimal text, and which one holds on a day."""

import re
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ExchangeRate

_RATE = re.compile(r"(\d{1,7})(?:[.,](\d{1,10}))?")


def exact_rate(typed: str) -> str | None:
    """A typed rate as plain decimal text (`25,105` → `25.105`), or None when it is no positive number."""
    found = _RATE.fullmatch(re.sub(r"[\s\u00a0\u202f]", "", typed))
    if not found or not typed.isascii():
        return None
    text = str(int(found[1])) + (f".{found[2]}" if found[2] else "")
    return text if Decimal(text) > 0 else None


def rate_on(session: Session, base: str, quote: str, day: date) -> ExchangeRate | None:
    """The newest rate of `base` in `quote` that is valid on `day`, or None when nobody typed one."""
    return session.scalar(
        sa.select(ExchangeRate)
        .where(ExchangeRate.base == base, ExchangeRate.quote == quote, ExchangeRate.valid_from <= day)
        .order_by(ExchangeRate.valid_from.desc())
        .limit(1)
    )
