"""How a name sounds, for the search: consonants in a few classes, so that Mamedof, Məmmədov and Мамедов match.

Vowels, doubled letters and a final h do not count, because languages and scripts write or omit them freely.
"""

import re
from functools import lru_cache
from itertools import islice, product

from planner.language.spelling import spellings

CLASSES = "PTKFSHMNRL"
_MOST = 12
_VOWEL = "."
_SOUNDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("SHCH", ("S",)), ("SCH", ("S",)), ("TSCH", ("S",)), ("DZH", ("T", "S")), ("XX", ("",)),
    ("TCH", ("S",)), ("TSH", ("S",)), ("TS", ("S",)), ("TZ", ("S",)), ("DZ", ("S",)), ("DJ", ("T", "S")),
    ("SH", ("S",)), ("ZH", ("S",)), ("CZ", ("S",)), ("SZ", ("S",)), ("CH", ("S", "H")), ("CK", ("K",)), ("KH", ("H",)),
    ("GH", ("K", "")), ("PH", ("F",)), ("TH", ("T",)), ("DH", ("T",)), ("J", ("", "T")), ("C", ("S", "K")),
    ("X", ("H", "KS")), ("B", ("P",)), ("P", ("P",)), ("T", ("T",)), ("D", ("T",)), ("K", ("K",)), ("G", ("K",)),
    ("Q", ("K",)), ("F", ("F",)), ("V", ("F",)), ("W", ("F",)), ("S", ("S",)), ("Z", ("S",)), ("H", ("H",)),
    ("M", ("M",)), ("N", ("N",)), ("R", ("R",)), ("L", ("L",)),
)  # fmt: skip
"""Letters as written → the classes they may sound like; the longest first."""
_PIECES = re.compile("|".join([*(letters for letters, _ in _SOUNDS), "[AEIOUY0-9]"]))
_CLASS = dict(_SOUNDS)


@lru_cache(maxsize=8192)
def skeletons(word: str) -> frozenset[str]:
    """The classes of the consonants of `word` in order, once for each way to read it; may be empty."""
    found = set()
    for spelling in spellings(word)[:6]:
        sounds = [_CLASS.get(piece, (_VOWEL,)) for piece in _PIECES.findall(spelling)]
        found |= {_pressed("".join(one)) for one in islice(product(*sounds), _MOST)}
    return frozenset(one for one in found if one)


def near(skeleton: str) -> frozenset[str]:
    """All keys that differ from `skeleton` in one class: one added, removed or replaced, or two swapped."""
    pieces = [(skeleton[:at], skeleton[at:]) for at in range(len(skeleton) + 1)]
    fewer = {left + right[1:] for left, right in pieces if right}
    turned = {left + right[1] + right[0] + right[2:] for left, right in pieces if len(right) > 1}
    others = {left + one + right[1:] for left, right in pieces if right for one in CLASSES}
    more = {left + one + right for left, right in pieces for one in CLASSES}
    return frozenset(one for one in fewer | turned | others | more if one) - {skeleton}


def _pressed(sounds: str) -> str:
    """One of each doubled class, no vowels, no H at the end: "MA.MMA.D" keeps two M."""
    return re.sub(r"(.)\1+", r"\1", sounds).replace(_VOWEL, "").rstrip("H")
