"""How documents spell a name in A to Z: the usual spelling of every letter and the others in use (ICAO 9303)."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from anyascii import anyascii

LETTERS = {
    "Ü": ("UE", "UXX", "U"), "Ö": ("OE", "O"), "Ä": ("AE", "A"), "ß": ("SS",), "ẞ": ("SS",),
    "Å": ("AA", "A"), "Æ": ("AE",), "Ø": ("OE", "O"), "Œ": ("OE",), "Ñ": ("N", "NXX"), "Þ": ("TH",), "Ð": ("D", "DH"),
    "Đ": ("D", "DJ"), "Ə": ("A", "E"), "Ł": ("L",), "Ĳ": ("IJ",), "ĸ": ("Q", "K"), "Ŋ": ("N", "NG"), "Ħ": ("H",),
    "Č": ("C", "CH"), "Š": ("S", "SH"), "Ž": ("Z", "ZH"), "Ş": ("S", "SH"), "Ș": ("S", "SH"), "Ç": ("C", "CH"),
    "Й": ("I", "Y"), "Ю": ("IU", "YU"), "Я": ("IA", "YA"), "Ё": ("E", "YO", "IO"), "Х": ("KH", "H"), "Ц": ("TS", "C"),
    "Щ": ("SHCH", "SCH"), "Г": ("G", "H"), "Ъ": ("", "IE"), "Ь": ("",), "Ж": ("ZH", "J"), "Ч": ("CH", "C"),
    "Є": ("IE", "YE"), "Ї": ("I", "YI"), "И": ("I", "Y"), "Ы": ("Y", "I"), "Э": ("E",), "Ө": ("O", "U"), "Ү": ("U",),
    "Ђ": ("D", "DJ"), "Џ": ("DZ", "DZH"), "Ғ": ("GH", "G"), "Қ": ("Q", "K"), "Ҳ": ("H",), "Ў": ("O", "U"),
}  # fmt: skip
"""Letter → its spellings in A to Z, the usual one first; all other letters are spelled by anyascii."""
MOST = 96
"""The maximum number of spellings compared for one word; few words have more than three letters of the table."""
_SEPARATORS = re.compile(r"[\s<,;/\-‐‑‒–—―]+")


def words(name: str) -> list[str]:
    """The words of a name: spaces, hyphens and the zone's fillers separate them, apostrophes of any kind do not."""
    return [word for word in _SEPARATORS.split(unicodedata.normalize("NFC", name)) if _letters(word)]


@lru_cache(maxsize=8192)
def spellings(word: str) -> tuple[str, ...]:
    """All spellings of `word` in A to Z and 0 to 9 that a document may use, the usual one first."""
    every = product(*(_of(letter) for letter in unicodedata.normalize("NFC", word)))
    return tuple(dict.fromkeys("".join(letters) for letters in islice(every, MOST)))


def in_zone(name: str) -> str:
    """The name as usually spelled in a machine-readable zone: "Đặng-Müller" → "DANG MUELLER"."""
    return " ".join(spellings(word)[0] for word in words(name))


def _of(letter: str) -> tuple[str, ...]:
    known = LETTERS.get(letter) or LETTERS.get(letter.upper())
    return known or (_letters(letter),)


def _letters(text: str) -> str:
    """Latin capitals and digits only. Marks that are not letters, such as apostrophes, are removed."""
    return re.sub(r"[^A-Z0-9]", "", anyascii(text).upper())


def every_name(parts: list[str]) -> Iterator[str]:
    """Whole names in all spellings of their words, without spaces."""
    for chosen in islice(product(*(spellings(part) for part in parts)), MOST):
        yield "".join(chosen)
