"""Exact conversion between currencies by entered and stored rates, rounded half up to the minor unit."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ExchangeRate
from models.words import Refused, say
from planner.reference.currencies import minor_digits

FINEST = Decimal("1e-10")
"""Decimals of a rate that was worked out of two."""


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

    def has(self, currency: str) -> bool:
        """Whether amounts of this currency can be converted."""
        return currency in self._found

    def converted(self, minor: int, currency: str) -> int:
        """Convert `minor` units of `currency` to minor units of the plan's currency, rounded half up."""
        return by_rate(minor, currency, self.currency, self.of(currency).text) if minor else 0

    def within(self, minor: int, currency: str) -> int:
        """What `minor` units of `currency` are worth at most in the plan's currency: rounded down."""
        return by_rate(minor, currency, self.currency, self.of(currency).text, ROUND_DOWN) if minor else 0

    def into(self, currency: str) -> "Rates":
        """The same rates into another currency, each by way of this one; this object for its own currency."""
        return self if currency == self.currency else _Crossed(self, currency)


class _Crossed(Rates):
    """Rates into a line's currency by way of the plan's, so that both currencies agree to the last minor unit."""

    def __init__(self, through: Rates, currency: str) -> None:
        self.currency, self._through, self._down = currency, through, through.of(currency)

    def of(self, currency: str) -> Rate:
        if currency == self.currency:
            return Rate("1")
        through = self._through.of(currency)
        rate = (Decimal(through.text) / Decimal(self._down.text)).quantize(FINEST, ROUND_HALF_UP)
        source = " / ".join(dict.fromkeys(text for text in (through.source, self._down.source) if text))
        return Rate(format(rate, "f"), source[:60], max(filter(None, (through.on, self._down.on)), default=None))


def by_rate(minor: int, currency: str, wanted: str, rate: str, rounding: str = ROUND_HALF_UP) -> int:
    """`minor` units of `currency` in minor units of `wanted`, at `rate` whole units of it for one whole unit."""
    finer = minor_digits(wanted) - minor_digits(currency)  # a rate is of whole units, amounts of minor ones
    return int((Decimal(minor).scaleb(finer) * Decimal(rate)).quantize(Decimal(1), rounding))


def back_by_rate(minor: int, currency: str, wanted: str, rate: str) -> int:
    """`minor` units of `currency` in minor units of `wanted`, one whole unit of which was `rate` of the other."""
    finer = minor_digits(wanted) - minor_digits(currency)
    return int((Decimal(minor).scaleb(finer) / Decimal(rate)).quantize(Decimal(1), ROUND_HALF_UP))
