"""Currencies of costs in Navrat, the number of decimals of each, and the signs that people write for them."""

import pycountry

from models.money import currency as iso
from models.office import office

SIGNS: dict[str, tuple[str, ...]] = {
    "KČ": ("CZK",),
    "KC": ("CZK",),
    "KČS": ("CZK",),
    "€": ("EUR",),
    "EURO": ("EUR",),
    "EUR": ("EUR",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"),
    "US$": ("USD",),
    "£": ("GBP",),
    "ZŁ": ("PLN",),
    "ZL": ("PLN",),
    "FR": ("CHF",),
    "FR.": ("CHF",),
    "SFR": ("CHF",),
    "SFR.": ("CHF",),
    "FT": ("HUF",),
    "¥": ("JPY", "CNY"),
    "₫": ("VND",),
    "Đ": ("VND",),
    "KD": ("KWD",),
    "₺": ("TRY",),
    "₾": ("GEL",),
    "₴": ("UAH",),
    "₽": ("RUB",),
    "₮": ("MNT",),
    "₸": ("KZT",),
}
"""A sign or short name in capitals -> the currencies it may mean."""


def offered() -> tuple[str, ...]:
    """ISO 4217 codes for forms and workbooks: the office's own currency first, then the others it uses."""
    present = office()
    return tuple(dict.fromkeys((present.currency, *present.currencies)))


def minor_digits(currency: str) -> int:
    """Number of decimals of an amount in this currency: 2 for EUR, 0 for JPY and VND, 3 for KWD."""
    return iso.minor_digits(currency)


def written_for(sign: str) -> tuple[str, ...]:
    """The currencies that a sign, a short name or an ISO code can mean; empty when unknown."""
    wanted = sign.strip().upper()
    if wanted in SIGNS:
        return SIGNS[wanted]
    return (wanted,) if pycountry.currencies.get(alpha_3=wanted) else ()
