"""Choices of countries, nationalities and languages in the reader's language, "not known yet" first."""

from functools import lru_cache

from babel import Locale
from flask_babel import get_locale, gettext

from planner.language.sorting import ordered_key
from planner.reference import countries
from planner.web.choices import SelectChoice

USUAL_LANGUAGES = (
    "ar",
    "cs",
    "de",
    "en",
    "es",
    "fa",
    "fr",
    "hi",
    "hy",
    "ka",
    "kk",
    "ku",
    "ky",
    "mn",
    "ne",
    "pa",
    "ps",
    "pt",
    "ro",
    "ru",
    "sq",
    "sr",
    "tg",
    "ti",
    "tr",
    "uk",
    "ur",
    "uz",
    "vi",
    "zh",
)
STATELESS = "XXA"


def reader() -> str:
    """The reader's language as a two-letter code."""
    return str(get_locale() or "en")[:2]


def not_known() -> SelectChoice:
    return SelectChoice("not_known", gettext("Not known yet"))


def nationalities() -> list[SelectChoice]:
    """Alpha-3 codes by name, including stateless people."""
    named = [SelectChoice(code, name) for code, name in countries.ordered(reader(), letters=3)]
    return [SelectChoice("", gettext("Choose…")), not_known(), SelectChoice(STATELESS, gettext("Stateless")), *named]


def destinations() -> list[SelectChoice]:
    """Alpha-2 codes by name."""
    named = [SelectChoice(code, name) for code, name in countries.ordered(reader())]
    return [SelectChoice("", gettext("Choose…")), not_known(), *named]


@lru_cache(maxsize=4)
def _languages(locale: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(locale).languages
    pairs = [(code, str(names.get(code, code))) for code in USUAL_LANGUAGES]
    return tuple(sorted(pairs, key=lambda pair: ordered_key(pair[1], locale)))


def languages(*, optional: bool = False) -> list[SelectChoice]:
    """Languages that are common here, by name; others are entered in words."""
    first = [SelectChoice("", "–" if optional else gettext("Choose…"))] + ([] if optional else [not_known()])
    return first + [SelectChoice(code, name) for code, name in _languages(reader())]


def language_name(code: str) -> str:
    return dict(_languages(reader())).get(code, code)


def country_name(code: str) -> str:
    return gettext("Stateless") if code == STATELESS else countries.name(code, reader())
