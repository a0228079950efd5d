"""Countries and nationalities: codes in people's and passports' usage, names in the reader's language."""

from functools import lru_cache

import pycountry
from babel import Locale

from models.words import Say, say
from planner.language.formats import catalogue
from planner.language.sorting import ordered_key

KOSOVO = ("XK", "XKX")
SAME = {
    "D": "DEU", "RKS": "XKX", "XXK": "XKX", "UNK": "XKX", "KOS": "XKX", "ROM": "ROU", "ZAR": "COD", "TMP": "TLS",
    "BUR": "MMR", "NTZ": "SAU",
}  # fmt: skip
"""Codes in passports, old and new, for a country that has another code in ISO 3166."""
BRITISH = ("GBD", "GBN", "GBO", "GBP", "GBS")
"""British nationals who are not British citizens; airlines ask for the printed code."""
STATELESS = ("XXA", "XXB", "XXC", "XXX")
"""ICAO: stateless, refugee (1951), refugee (other), nationality unspecified."""
SPECIAL: dict[str, Say] = {
    "GBD": say("British overseas territories citizen"),
    "GBN": say("British national (overseas)"),
    "GBO": say("British overseas citizen"),
    "GBP": say("British protected person"),
    "GBS": say("British subject"),
    "XXA": say("Stateless person"),
    "XXB": say("Refugee (1951 Convention)"),
    "XXC": say("Refugee (other)"),
    "XXX": say("Nationality not specified"),
    "EUE": say("European Union"),
    "UNO": say("United Nations"),
    "UNA": say("United Nations agency"),
    "XOM": say("Sovereign Military Order of Malta"),
    "XPO": say("Interpol"),
    "XCC": say("Caribbean Community"),
    "XCE": say("Council of Europe"),
    "XEC": say("Economic Community of West African States"),
}
"""Codes in passports without a country in ISO 3166, and their names."""


@lru_cache(maxsize=1)
def _pairs() -> dict[str, str]:
    pairs = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    return {**pairs, KOSOVO[1]: KOSOVO[0]}


def canonical(code: str) -> str:
    """The canonical code for codes that passports write in several ways: D is DEU, RKS is XKX; others are unchanged."""
    return SAME.get(code.upper(), code.upper())


def alpha2(code: str | None) -> str | None:
    """ISO alpha-2 of an alpha-3 or ICAO code; None for stateless people and for unknown or empty codes."""
    if not code:
        return None
    return "GB" if code in BRITISH else _pairs().get(canonical(code))


def known(code: str) -> bool:
    """Whether this is an alpha-2 country code (XK for Kosovo)."""
    return code in _pairs().values()


def name(code: str | None, locale: str) -> str:
    """The country's name in the reader's language; accepts alpha-2, alpha-3 and ICAO codes."""
    if not code:
        return ""
    if code in SPECIAL:
        return str(catalogue(Locale.parse(locale).language).gettext(SPECIAL[code].msgid))
    short = code if len(code) == 2 else alpha2(code)
    territories = Locale.parse(locale).territories
    return str(territories.get(short or "", code))


def ordered(locale: str, *, letters: int = 2) -> list[tuple[str, str]]:
    """All countries as (code, name), sorted by name; `letters` is 2 for destinations, 3 for nationalities."""
    codes = [(three if letters == 3 else two, two) for three, two in _pairs().items()]
    return sorted(((code, name(two, locale)) for code, two in codes), key=lambda pair: ordered_key(pair[1], locale))
