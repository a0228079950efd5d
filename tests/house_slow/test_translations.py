"""Everything that people read is also there in Czech, with the same places to fill."""

from __future__ import annotations

import pytest

from tests.support.messages import TRANSLATIONS, catalogue, places, said
from tests.support.source import ROOT


@pytest.fixture(autouse=True)
def _there() -> None:
    if not (ROOT / TRANSLATIONS / "cs" / "LC_MESSAGES" / "messages.po").exists():
        pytest.skip("not there yet: the Czech catalogue")


def test_it_says_everything_in_czech() -> None:
    """No message is missing, empty or marked uncertain."""
    czech = catalogue("cs")
    untold = []
    for message, place in said().items():
        entry = czech.get(message)
        strings = [] if entry is None else [entry.string] if isinstance(entry.string, str) else list(entry.string)
        if not strings or not all(strings) or (entry and entry.fuzzy):
            untold.append(f"{place}: {message!r}")
    assert said()
    assert untold == [], f"{len(untold)} of {len(said())}"


def test_it_keeps_the_places_to_fill() -> None:
    """A translation fills exactly what the English source fills; a plural form may leave out the number."""
    wrong = []
    for entry in catalogue("cs"):
        if not entry.id or not entry.string:
            continue
        wanted = places(entry.id if isinstance(entry.id, str) else entry.id[-1])
        several = not isinstance(entry.string, str)
        for string in entry.string if several else [entry.string]:
            missing, unknown = wanted - places(string), places(string) - wanted
            if string and (unknown or (missing - {"num", "n", "count"} if several else missing)):
                wrong.append(f"{entry.id!r} -> {string!r}")
    assert wrong == []


def test_it_says_nothing_twice_in_different_words() -> None:
    """The catalogue is one file without duplicates, and its plural rule is Czech."""
    czech = catalogue("cs")
    assert czech.num_plurals in (3, 4)
    assert not list(czech.check()) or all(not errors for _message, errors in czech.check())
