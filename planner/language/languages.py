"""Which languages exist (English and every catalogue) and which of them the office offers."""

from functools import lru_cache
from pathlib import Path

from babel import Locale

from models.office import LANGUAGE_OF_SOURCE, office

CATALOGUES = Path(__file__).resolve().parent / "translations"


@lru_cache(maxsize=1)
def available() -> tuple[str, ...]:
    """English, the language of the source, and each language with a compiled catalogue."""
    found = sorted(file.parent.parent.name for file in CATALOGUES.glob("*/LC_MESSAGES/messages.mo"))
    return (LANGUAGE_OF_SOURCE, *found)


def offered() -> tuple[str, ...]:
    """The office's languages in its order, if they have a catalogue; English if none has."""
    return tuple(code for code in office().languages if code in available()) or (LANGUAGE_OF_SOURCE,)


def home() -> str:
    """The language of the country where the office is, if it has a catalogue."""
    return office().language if office().language in available() else LANGUAGE_OF_SOURCE


def language_name(code: str, locale: str | None = None) -> str:
    """A language's name in the reader's language, or in its own if no reader is given."""
    name = Locale.parse(code).get_display_name(locale or code) or code
    return name if locale else name[:1].upper() + name[1:]


def named(names: dict[str, str], language: str) -> str:
    """A name that was entered per language: the reader's, else the English one, else any."""
    return names.get(language[:2]) or names.get(LANGUAGE_OF_SOURCE) or next(iter(names.values()), "")
