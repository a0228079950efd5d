"""Sorts names in a list as its reader expects, the same on every database and without ICU.

Czech: Č follows C, Ch follows H, Ř, Š and Ž follow R, S and Z; other accents only decide between equal words. English
and all other languages: letters without accents. Names in other scripts sort by their romanised form.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii
from babel.support import NullTranslations, Translations

Key = tuple[tuple[int, ...], tuple[int, ...], str]
CATALOGUES = Path(__file__).with_name("translations")
TITLES = frozenset({
    "bc", "bca", "mgr", "mga", "ing", "arch", "mudr", "mddr", "mvdr", "judr", "phdr", "rndr", "paeddr", "thdr",
    "pharmdr", "rsdr", "thlic", "ak", "prof", "doc", "dr", "phd", "csc", "drsc", "dis", "mba", "msc", "llm", "llb",
    "mr", "mrs", "ms", "pan", "paní",
})  # fmt: skip
"""Titles before or after a name, with or without a full stop."""
_DIGITS = 10


def ordered_key(text: str, language: str) -> Key:
    """A sort key for `text`; compare only keys of one language."""
    return _key(text, alphabet(language))


def surname_key(name: str, language: str) -> Key:
    """A sort key for a person's full name in one field: "Bc. Ota Zeman" is sorted under Zeman."""
    return ordered_key(surname_first(name), language)


def surname_first(name: str) -> str:
    """ "Bc. Dana Urbanová, Ph.D." → "Urbanová Dana"; the order of "Urbanová, Dana" is kept."""
    first, *after = name.split(",")
    rest = [part for part in after if not all(_is_title(word) for word in part.split())]
    words = [word for word in first.split() if not _is_title(word)]
    if rest or not words:
        return " ".join([*words, *" ".join(rest).split()]) or name
    return " ".join([words[-1], *words[:-1]])


def _is_title(word: str) -> bool:
    plain = re.sub(r"\W", "", word).casefold()
    return plain in TITLES


@lru_cache(maxsize=32)
def alphabet(language: str) -> tuple[str, ...]:
    """The letters of a language in the order of its dictionaries, from its catalogue, else the English ones."""
    catalogue: NullTranslations = Translations.load(str(CATALOGUES), [language.partition("-")[0].partition("_")[0]])
    pgettext = catalogue.pgettext
    # The letters of the alphabet in the order of a dictionary of your language, lower case, with a space between them.
    # Letters of two signs are one letter ("c ch d"). Leave out letters that a dictionary does not keep apart.
    return tuple(str(pgettext("alphabet", "a b c d e f g h i j k l m n o p q r s t u v w x y z")).split())


@lru_cache(maxsize=8192)
def _key(text: str, letters: tuple[str, ...]) -> Key:
    places = {letter: place for place, letter in enumerate(letters, _DIGITS + 1)}
    first: list[int] = []
    marks: list[int] = []
    for letter in _letters(text, places):
        plain = letter if letter in places else _base(letter)
        first.append(places.get(plain, 0) or (int(plain) + 1 if plain.isdigit() else 0))
        marks.append(0 if letter in places else sum(map(ord, unicodedata.normalize("NFD", letter)[1:])) or 1)
    return tuple(first), tuple(marks), text


def _letters(text: str, places: dict[str, int]) -> Iterable[str]:
    """Letters that have a position or a base letter, digits and ends of words; other characters do not count."""
    plain = unicodedata.normalize("NFC", text).casefold()
    at = 0
    while at < len(plain):
        if plain[at : at + 2] in places:
            yield plain[at : at + 2]
            at += 2
            continue
        letter = plain[at]
        at += 1
        if letter in places or letter.isspace() or letter == "-":
            yield letter if letter in places else " "
        elif _base(letter):
            yield from (letter,) if len(_base(letter)) == 1 else _base(letter)


@lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    return re.sub(r"[^a-z0-9]", "", anyascii(letter).lower())
