"""Countries and nationalities by code (ISO 3166, XK for Kosovo, ICAO in passports), named in the reader's language."""

import unicodedata
from functools import lru_cache

import pycountry
from babel import Locale

KOSOVO = "XK"
ICAO = {"D": "DEU", "RKS": "XKX", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR"}
"""Codes that stand in passports in place of the ISO ones."""
STATELESS = ("XXA", "XXB", "XXC", "XXX")
"""ICAO: stateless, refugee (1951), refugee (other), nationality unspecified."""


@lru_cache(maxsize=1)
def _pairs() -> dict[str, str]:
    """Alpha-3 → alpha-2."""
    return {**{country.alpha_3: country.alpha_2 for country in pycountry.countries}, "XKX": KOSOVO}


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Every alpha-2 code that stands for a country."""
    return frozenset(_pairs().values())


def alpha2(code: str | None) -> str | None:
    """ISO alpha-2 of an alpha-3 or ICAO code; None for stateless people, unknown codes and nothing."""
    return _pairs().get(ICAO.get(code, code)) if code else None


def country_name(code: str | None, locale: str = "en") -> str:
    """The country's name, or the code where there is none; takes alpha-2, alpha-3 and ICAO codes."""
    if not code:
        return ""
    short = code if len(code) == 2 else alpha2(code)
    return str(Locale.parse(str(locale)).territories.get(short or code, code))


@lru_cache(maxsize=4)
def countries(locale: str = "en") -> tuple[tuple[str, str], ...]:
    """(alpha-2, name) of every country, in the order of the language's alphabet."""
    return tuple(sorted(((code, country_name(code, locale)) for code in codes()), key=lambda pair: _order(pair[1])))


@lru_cache(maxsize=4)
def nationalities(locale: str = "en") -> tuple[tuple[str, str], ...]:
    """(alpha-3, name) of every country, in the order of the language's alphabet."""
    pairs = ((three, country_name(two, locale)) for three, two in _pairs().items())
    return tuple(sorted(pairs, key=lambda pair: _order(pair[1])))


def _order(name: str) -> str:
    """Sort key: letters with a háček after their plain ones, Ch after H, other accents ignored."""
    key = ""
    text = name.casefold()
    index = 0
    while index < len(text):
        if text.startswith("ch", index):
            key, index = key + "h\uffff", index + 2
            continue
        letter = unicodedata.normalize("NFKD", text[index])
        key += letter[0] + ("\ufffe" if text[index] in "čřšž" else "")
        index += 1
    return key
