"""Parses a search text: words of a name, a date or year of birth, a number."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from babel import Locale

from planner.language.folding import bare, folded
from planner.language.languages import available
from planner.language.spelling import words

_YEAR_FIRST = re.compile(r"\b(\d{4})[-./](\d{1,2})[-./](\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4}|\d{2})(?!\d)")
_WORDED = re.compile(r"\b(\d{1,2})\.?\s+([^\W\d]{3,})\.?,?\s+(\d{4})\b")
_YEAR = re.compile(r"(?<![\w-])(19\d\d|20\d\d)(?![\w-])")


@dataclass(frozen=True, slots=True)
class Sought:
    """Words of a name, the range of birth dates, and the whole text as a bare number."""

    words: tuple[str, ...]
    born: tuple[date, date] | None
    plain: str


def told_apart(text: str, today: date) -> Sought:
    """Parse the search text. A two-digit year of birth is the last such year before `today`."""
    born, rest = _birth(text, today)
    name = tuple(words(rest)) if any(letter.isalpha() for letter in rest) else ()
    return Sought(name, born, bare(text))


def _birth(text: str, today: date) -> tuple[tuple[date, date] | None, str]:
    for pattern, order in ((_YEAR_FIRST, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1)), (_WORDED, (3, 2, 1))):
        found = pattern.search(text)
        day = _day(found[order[0]], found[order[1]], found[order[2]], today) if found else None
        if found and day:
            return (day, day), text[: found.start()] + " " + text[found.end() :]
    year = _YEAR.search(text)
    if year:
        return (date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)), text[: year.start()] + " " + text[year.end() :]
    return None, text


def _day(year: str, month: str, day: str, today: date) -> date | None:
    number = int(month) if month.isdigit() else _months().get(folded(month)[:20], 0)
    whole = int(year) if len(year) == 4 else 2000 + int(year) - (100 if 2000 + int(year) > today.year else 0)
    if not (1 <= number <= 12 and 1900 <= whole <= 2100 and 1 <= int(day) <= monthrange(whole, number)[1]):
        return None
    return date(whole, number, int(day))


def _months() -> dict[str, int]:
    """Names of months in every language of Navrat, in the form used in dates and abbreviated."""
    found: dict[str, int] = {}
    for language in available():
        months = Locale.parse(language).months
        for kind in (("format", "wide"), ("format", "abbreviated"), ("stand-alone", "wide")):
            found |= {folded(name).rstrip("."): number for number, name in months[kind[0]][kind[1]].items()}
    return found
