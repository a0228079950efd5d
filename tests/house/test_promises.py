"""Every promise that a test cites is in one list, so that its number can be looked up."""

from __future__ import annotations

import re

from tests.support.source import ROOT, own, text

NUMBER = re.compile(r"(?<!\\)\b([RU])(\d\d)(?:–[RU](\d\d))?")


def cited() -> dict[str, str]:
    """Number of a promise -> a test file that cites it; "R20–R23" cites all four."""
    found: dict[str, str] = {}
    for name in own(".py", under=("tests",)):
        for kind, first, last in NUMBER.findall(text(name)):
            found.update({f"{kind}{number:02}": name for number in range(int(first), int(last or first) + 1)})
    return found


def test_it_lists_every_promise_that_a_test_cites() -> None:
    """Every number that a test cites has its promise in the list."""
    listed = re.findall(r"^\| ([RU]\d\d) \| \S", (ROOT / "tests/promises.md").read_text(), re.MULTILINE)
    assert len(listed) > 50 and len(listed) == len(set(listed))
    assert {number: name for number, name in cited().items() if number not in listed} == {}
