"""Everything that people read exists in Czech too, with the same placeholders."""

from __future__ import annotations

import re

from planner.language.translations.catalogue import extracted, read

PLACES = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})")


def places(sentence: str) -> set[str]:
    """The placeholders of a sentence."""
    return {named or f"{{{braced}}}" for named, braced in PLACES.findall(sentence)}


def forms(said: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The wording of a message, or its wordings if it has plural forms."""
    return [said] if isinstance(said, str) else list(said or ())


def test_it_says_everything_in_czech() -> None:
    """No message of code or templates is missing, empty or marked uncertain."""
    english, czech = extracted(), read("cs")
    untold = []
    for message in english:
        if not message.id:
            continue
        entry = czech.get(forms(message.id)[0], message.context)
        if entry is None or entry.fuzzy or not forms(entry.string) or not all(forms(entry.string)):
            untold.append(f"{message.locations[0][0] if message.locations else ''}: {forms(message.id)[0]}")
    assert len(english) > 100
    assert untold == [], f"{len(untold)} of {len(english)} are not translated"


def test_it_keeps_the_places_to_fill() -> None:
    """A translation has the placeholders of the English source; a plural form may leave out the number."""
    wrong = []
    for entry in read("cs"):
        wanted = places(forms(entry.id)[-1]) if entry.id else set()
        may_be_missing = {"num", "n", "count"} if len(forms(entry.id)) > 1 else set()
        for string in forms(entry.string):
            if entry.id and string and not wanted - may_be_missing <= places(string) <= wanted:
                wrong.append(f"{forms(entry.id)[0]!r} -> {string!r}")
    assert wrong == []
