"""Makes names and numbers comparable for the search: no diacritics, case or dashes."""

import unicodedata

_PLAIN = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i"})


def folded(text: str) -> str:
    """Lower case without diacritics: "Ďuričková" → "durickova", "Nguyễn Đức" → "nguyen duc"."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def bare(text: str) -> str:
    """Letters and digits only, folded: "CZ-26-0377" → "cz260377"."""
    return "".join(c for c in folded(text) if c.isalnum())
