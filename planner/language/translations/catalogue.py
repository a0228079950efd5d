"""Updates the catalogues: python -m planner.language.translations.catalogue update (new messages) or compile."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
LANGUAGES = tuple(sorted(file.parents[1].name for file in HERE.glob("*/LC_MESSAGES/messages.po")))
"""English is the language of the messages themselves. A new language begins with `new`."""
KEYWORDS = {
    "_": None, "gettext": None, "ugettext": None, "lazy_gettext": None, "_l": None, "N_": None, "Say": None,
    "say": None,
    "ngettext": (1, 2), "ungettext": (1, 2), "lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip


def path(language: str, kind: str = "po") -> Path:
    """The path of a language's catalogue: the .po that people edit, or the compiled .mo."""
    return HERE / language / "LC_MESSAGES" / f"messages.{kind}"


def extracted() -> Catalog:
    """Every message of the code and the templates."""
    with (HERE / "babel.cfg").open(encoding="utf-8") as mapping:
        read_mapping: Any = parse_mapping_cfg
        methods, options = read_mapping(mapping)
    template = Catalog(project="Navrat", charset="utf-8", fuzzy=False)
    for folder in ("planner", "models", "templates"):
        found = extract_from_dir(ROOT / folder, _under(methods, folder), _under_options(options, folder), KEYWORDS)
        for name, _line, message, comments, context in found:
            template.add(message, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return template


def _under(methods: list[tuple[str, str]], folder: str) -> list[tuple[str, str]]:
    return [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)]


def _under_options(options: dict[str, dict[str, str]], folder: str) -> dict[str, dict[str, str]]:
    return {pattern.removeprefix(f"{folder}/"): chosen for pattern, chosen in options.items()}


def read(language: str) -> Catalog:
    """A language's catalogue, empty if there is none yet."""
    if not path(language).exists():
        return Catalog(
            locale=language,
            charset="utf-8",
            fuzzy=False,
            project="Navrat",
            version="1",
            header_comment="# Navrat, catalogue.",
            last_translator="Navrat",
            language_team="Navrat",
            msgid_bugs_address="-",
            copyright_holder="Navrat",
        )
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalog: Catalog) -> None:
    """Write the .po without line numbers and dates, so that diffs show only changed words."""
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)


def update(languages: Sequence[str] = LANGUAGES) -> None:
    """Add new messages to each catalogue, untranslated; fuzzy guesses are never kept."""
    template = extracted()
    for language in languages:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write(language, catalog)


def new(language: str) -> None:
    """Begin the catalogue of a language by its code (ISO 639-1): every message, untranslated."""
    update([language])


def compile() -> None:
    """Write the .mo of each language."""
    for language in LANGUAGES:
        with path(language, "mo").open("wb") as file:
            write_mo(file, read(language))


if __name__ == "__main__":
    act, *languages = sys.argv[1:]
    if act == "new":
        new(*languages)
    else:
        {"update": update, "compile": compile}[act]()
