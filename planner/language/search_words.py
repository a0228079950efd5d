"""The keys by which names are stored and searched, each with a letter for its kind."""

from collections.abc import Iterable

from planner.language.folding import bare
from planner.language.sounding import skeletons
from planner.language.spelling import spellings, words

LONGEST = 60
_SPELLINGS = 6


def keys_of(names: Iterable[str], numbers: Iterable[str]) -> set[str]:
    """Keys of a person with these `names` (one per field) and document `numbers`.

    `n…` are spellings of words and of whole fields without spaces, `s…` sound keys, `d…` bare numbers.
    """
    found: set[str] = set()
    for name in names:
        parts = words(name)
        for word in {*parts, "".join(parts)} if len(parts) > 1 else parts:
            found |= {f"n{spelling}" for spelling in spellings(word)[:_SPELLINGS]}
            found |= {f"s{sound}" for sound in skeletons(word)}
    found |= {f"d{bare(number)}" for number in numbers}
    return {key[:LONGEST] for key in found if len(key) > 1}
