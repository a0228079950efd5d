"""Countries and nationalities: codes as people and passports write them, names in the reader's language."""

from functools import lru_cache

import pycountry
from babel import Locale

from planner.language.sorting import ordered_key

KOSOVO = ("XK", "XKX")
ICAO = {"D": "DEU", "RKS": "XKX", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR"}
"""Codes that stand in passports in place of the ISO ones."""
STATELESS = ("XXA", "XXB", "XXC", "XXX")
"""ICAO: stateless, refugee (1951), refugee (other), nationality unspecified."""


@lru_cache(maxsize=1)
def _pairs() -> dict[str, str]:
    pairs = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    return {**pairs, KOSOVO[1]: KOSOVO[0]}


def alpha2(code: str | None) -> str | None:
    """ISO alpha-2 of an alpha-3 or ICAO code; None for stateless people, unknown codes and nothing."""
    if not code:
        return None
    return _pairs().get(ICAO.get(code, code))


def known(code: str) -> bool:
    """Whether this is an alpha-2 country code (XK for Kosovo)."""
    return code in _pairs().values()


def name(code: str | None, locale: str) -> str:
    """The country's name in the reader's language; takes alpha-2, alpha-3 and ICAO codes."""
    if not code:
        return ""
    short = code if len(code) == 2 else alpha2(code)
    territories = Locale.parse(locale).territories
    return str(territories.get(short or "", code))


def ordered(locale: str, *, letters: int = 2) -> list[tuple[str, str]]:
    """All countries as (code, name) by name; `letters` 2 for destinations, 3 for nationalities."""
    codes = [(three if letters == 3 else two, two) for three, two in _pairs().items()]
    return sorted(((code, name(two, locale)) for code, two in codes), key=lambda pair: ordered_key(pair[1], locale))
