"""How similar a name is to the search text: 1 is the same in some spelling, below 0.75 is another name."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import ratio

from planner.language.sounding import skeletons
from planner.language.spelling import spellings, words

LIKE = 0.75
"""From this value on, a name is shown as similar."""
CERTAIN = 0.97
"""The value of a word that is the beginning of a stored word; nearly as good as equal."""
_SPELLINGS = 6


def likeness(looked_for: str, fields: Sequence[str]) -> float:
    """Between 0 and 1: compares every word of `looked_for` with the nearest word in `fields` (surname, given names …).

    Words may be in any order, separate or joined; extra words in `fields` cost little.
    """
    asked = words(looked_for)
    known = [word for field in fields for word in words(field)]
    if not asked or not known:
        return 0.0
    weights = [len(word) + 1 for word in asked]
    best = [max(_alike(word, other) for other in known) for word in asked]
    by_words = sum(one * weight for one, weight in zip(best, weights, strict=True)) / sum(weights)
    extra = max(0, len(known) - len(asked)) / len(known)
    return max(by_words, _together(asked, fields)) - 0.02 * extra


def _together(asked: list[str], fields: Sequence[str]) -> float:
    """The likeness of joined words, for names such as Ter-Petrosyan and Terpetrosyan."""
    whole = "".join(asked)
    joined = ["".join(words(field)) for field in fields if words(field)]
    pairs = [one + other for one in joined for other in joined if one != other]
    return max(_alike(whole, one) for one in (*joined, *pairs)) if len(asked) > 1 or len(joined) > 1 else 0.0


@lru_cache(maxsize=65536)
def _alike(asked: str, known: str) -> float:
    """The likeness of two words: equal spelling, same beginning, few different letters, or similar sound."""
    ours, theirs = spellings(asked)[:_SPELLINGS], spellings(known)[:_SPELLINGS]
    if set(ours) & set(theirs):
        return 1.0
    if any(len(one) > 1 and other.startswith(one) for one in ours for other in theirs):
        return CERTAIN
    spelled = max(_near(one, other) for one in ours for other in theirs)
    return min(0.96, max(spelled, 0.5 * spelled + 0.5 * _sound(asked, known)))


def _near(one: str, other: str) -> float:
    """Few changed letters matter little in long words; two swapped letters are one change."""
    return max(ratio(one, other) / 100, DamerauLevenshtein.normalized_similarity(one, other))


def _sound(asked: str, known: str) -> float:
    return max(
        (
            DamerauLevenshtein.normalized_similarity(one, other)
            for one in skeletons(asked)
            for other in skeletons(known)
        ),
        default=0.0,
    )
