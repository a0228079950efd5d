"""The sentences people read, as the source and the catalogues hold them."""

from __future__ import annotations

import functools
import io
import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.support.source import ROOT, own, text

KEYWORDS = {
    "_": None, "gettext": None, "lazy_gettext": None, "_l": None, "say": None, "Say": None, "N_": None, "mark": None,
    "ngettext": (1, 2), "ungettext": (1, 2), "ugettext": None, "lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2),
}
PLACES = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})")
TRANSLATIONS = "planner/translations"


@functools.cache
def said() -> dict[str, str]:
    """Every message of code and templates, with the first place where it is said."""
    found: dict[str, str] = {}
    sources = [(name, "python") for name in own(".py", under=("planner", "models"))]
    sources += [(name, "jinja2") for name in own(".html", ".txt", under=("templates",))]
    options = {"encoding": "utf-8", "silent": "false", "extensions": "jinja2.ext.i18n,jinja2.ext.do"}
    for name, method in sources:
        for line, message, _comments, context in extract(
            method, io.BytesIO(text(name).encode()), keywords=KEYWORDS, options=options,
        ):
            first = message if isinstance(message, str) else message[0]
            if first and context is None:
                found.setdefault(first, f"{name}:{line}")
    return found


@functools.cache
def catalogue(language: str) -> Catalog:
    """One language's catalogue as it is written (not compiled)."""
    with (ROOT / TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def places(sentence: str) -> set[str]:
    """The names that a sentence leaves open."""
    return {named or f"{{{braced}}}" for named, braced in PLACES.findall(sentence)}
