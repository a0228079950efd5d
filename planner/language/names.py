"""The one rule for equal names: case, accents, hyphens, apostrophes, spaces and word order do not count.

A letter may be spelled in any way that documents use (Müller: MUELLER, MUXXLLER, MULLER), and a name that was cut off
at the end of the document's zone equals the whole one.
"""

from functools import lru_cache, partial
from itertools import pairwise, zip_longest

from rapidfuzz.distance import Levenshtein

from planner.language.spelling import every_name, in_zone, spellings, words

FULL = (39, 31, 30)
"""Number of characters for names in the zone of passports, older laissez-passers and cards."""


def same(surname: str, given_names: str, printed_surname: str, printed_given_names: str) -> bool:
    """Whether a person's name equals the one in a document, ticket or list; `printed_…` may be cut off by its zone."""
    ours = words(f"{surname} {given_names}")
    theirs = words(f"{printed_surname} {printed_given_names}")
    if any(_made_of(text, tuple(sorted(ours))) for text in every_name(theirs)):
        return True
    return _is_cut(printed_surname, printed_given_names) and (
        _begins(words(printed_surname), words(surname)) and _begins(words(printed_given_names), words(given_names))
    )


def same_words(one: str, other: str) -> bool:
    """The same rule for a single field."""
    return same(one, "", other, "")


def nearest(name: str, other: str) -> str:
    """The spelling of `name` in A to Z that is closest to `other`, word by word as far as both have words."""
    targets = in_zone(other).split()
    found = []
    for word, aim in zip_longest(words(name), targets):
        if word is not None:
            found.append(min(spellings(word), key=partial(Levenshtein.distance, aim)) if aim else spellings(word)[0])
    return " ".join(found)


@lru_cache(maxsize=4096)
def _made_of(text: str, left: tuple[str, ...]) -> bool:
    """Whether `text` consists of all the words in any order, each in one of its spellings."""
    if not left:
        return not text
    for place, word in enumerate(left):
        rest = left[:place] + left[place + 1 :]
        for spelling in spellings(word):
            if text.startswith(spelling) and _made_of(text[len(spelling) :], rest):
                return True
    return False


def _is_cut(surname: str, given_names: str) -> bool:
    """Whether the names fill the zone to its end, or to the space before it, so that the rest may be missing."""
    size = len(in_zone(surname)) + 2 + len(in_zone(given_names))
    return any(size in (full, full - 1) for full in FULL)


def _begins(printed: list[str], whole: list[str]) -> bool:
    """Whether each printed word is the beginning of a word of the whole name, in order; words may be missing."""
    if not printed:
        return True
    places = []
    start = 0
    for word in printed:
        found = next((at for at in range(start, len(whole)) if _cut_of(word, whole[at])), None)
        if found is None:
            return False
        places.append(found)
        start = found + 1
    return places[0] == 0 and all(first < second for first, second in pairwise(places))


def _cut_of(printed: str, word: str) -> bool:
    return any(full.startswith(cut) for full in spellings(word) for cut in spellings(printed))
