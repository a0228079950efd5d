"""The code contains nothing about one country, because what differs between offices is data."""

from __future__ import annotations

import re

from tests.support.source import own, text

DATA = ("planner/demo/", "planner/language/translations/", "planner/reference/", "models/migrations/")
"""Folders with data about countries: the demo's office, the catalogues, reference data, and what older versions had."""
ONE_COUNTRY = re.compile(
    r"czech|česk|\bczk\b|\bkč\b|prague|praha|\bprg\b|\bzzc\b|europe/prague|[\"']cs[\"']", re.IGNORECASE
)
MEANT = {
    "planner/language/sorting.py": "the order of letters differs between languages",
    "planner/language/formats.py": "how a day is written short in two languages",
    "planner/language/translation.py": "a full stop after a date",
    "planner/portal/lists.py": "Czech is a language that people speak",
}


def test_it_says_nothing_about_one_country() -> None:
    """Code and templates contain no word, currency, airport or time zone of one country."""
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in own(".py", ".html", ".txt", under=("planner", "models", "templates"))
        if not name.startswith(DATA) and name not in MEANT
        for number, line in enumerate(text(name).splitlines(), 1)
        if ONE_COUNTRY.search(line)
    ]
    assert found == []
