"""Exact conversion between currencies by entered and stored rates, rounded half up to the minor unit."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ExchangeRate
from models.words import Refused, say
from planner.reference.currencies import minor_digits


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of a currency in the plan's currency, as exact decimal text, with its source."""

    text: str
    source: str = ""
    on: date | None = None


class Rates:
    """The exchange rates into one currency that are valid on a day."""

    def __init__(self, session: Session, currency: str, on: date) -> None:
        self.currency = currency
        self._found: dict[str, Rate] = {currency: Rate("1")}
        rows = session.scalars(
            sa.select(ExchangeRate)
            .where(ExchangeRate.quote == currency, ExchangeRate.valid_from <= on)
            .order_by(ExchangeRate.valid_from, ExchangeRate.id)
        )
        for row in rows:
            self._found[row.base] = Rate(row.rate, row.source, row.valid_from)

    def of(self, currency: str) -> Rate:
        """The rate of `currency`. Raises `Refused` if none was entered."""
        found = self._found.get(currency)
        if found is None:
            raise Refused(
                say(
                    "There is no exchange rate from %(base)s to %(quote)s yet. Add one under Budget, Rates.",
                    base=currency,
                    quote=self.currency,
                )
            )
        return found

    def converted(self, minor: int, currency: str) -> int:
        """`minor` units of `currency` in minor units of the plan's currency, rounded half up."""
        if currency == self.currency or minor == 0:
            return minor
        # the rate is for whole units, amounts are in minor units
        finer = minor_digits(self.currency) - minor_digits(currency)
        return int((Decimal(minor).scaleb(finer) * Decimal(self.of(currency).text)).quantize(Decimal(1), ROUND_HALF_UP))
