"""The values of the facts that a facility corrects, in the reader's words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import get_locale

from models.papers.document import OriginalPlace
from models.people.person import BirthPrecision, Sex
from models.words import say
from planner.cases.family import RELATIONS
from planner.departures.words import service_words
from planner.facilities.facts import DOCUMENTS
from planner.language import formats
from planner.language.translation import word
from planner.reference import countries

YES, NO, NOT_KNOWN = say("Yes"), say("No"), say("Not known yet")


def value_words(name: str, value: Any) -> str:
    """A value as the report holds it (plain JSON), in the reader's words; a dash for a value that is not known."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return word(YES if value else NO)
    return _WORDS.get(name, str)(value)


def _locale() -> str:
    return str(get_locale() or "en")


def _day(value: str) -> str:
    return formats.day(date.fromisoformat(value), _locale(), weekday=False)


_WORDS: dict[str, Callable[[Any], str]] = {
    "relation": lambda code: word(RELATIONS.get(code, code)),
    "sex": lambda code: word(Sex(code)),
    "born_on": _day,
    "birth_precision": lambda code: word(BirthPrecision(code)),
    "nationality": lambda code: countries.name(code, _locale()),
    "languages": lambda codes: formats.languages(codes, _locale()),
    "detained_since": _day,
    "detention_ends": _day,
    "service_codes": lambda codes: ", ".join(map(service_words, codes)),
    "has_document": lambda code: word(DOCUMENTS.get(code, NOT_KNOWN)),
    "document_place": lambda code: word(OriginalPlace(code)),
}
