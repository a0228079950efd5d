"""The compiled catalogues agree with the written ones."""

from __future__ import annotations

import io

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from planner.language.translations import catalogue


def told(catalog: Catalog) -> dict[str, list[str]]:
    """Each message with its strings, without messages that have no translation."""
    found = {}
    for entry in catalog:
        strings = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        if entry.id and strings and all(strings):
            found[entry.id if isinstance(entry.id, str) else entry.id[0]] = strings
    return found


def test_it_ships_the_catalogue_that_was_compiled_from_the_written_one() -> None:
    """Each .mo file in the repository equals its .po file, because an installation does not compile catalogues."""
    for language in catalogue.LANGUAGES:
        compiled = read_mo(io.BytesIO(catalogue.path(language, "mo").read_bytes()))
        written = catalogue.read(language)
        assert len(told(written)) > 500
        assert told(compiled) == told(written), "run: python -m planner.language.translations.catalogue compile"
