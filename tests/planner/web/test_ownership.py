"""R20–R23: role by route by ownership: each call answers as in `matrix.csv` and changes and shows nothing forbidden.

`python -m tests.planner.web.test_ownership` writes the file again; read the difference before committing it.
"""

from __future__ import annotations

import csv
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

from planner.audit import access_log
from tests.support.house import House, called, opened
from tests.support.pages.ways import Way, headers_missing, words_of
from tests.support.worlds.world import (
    F1_CANARY,
    F2_CANARY,
    MISSING,
    NAME_CANARY,
    OTHER,
    RESTRICTED_CANARY,
    RESTRICTED_NUMBER,
    VIEWS,
    hidden_from,
)

WRITTEN = Path(__file__).with_name("matrix.csv")
SEARCHED = "?q=canary&sort=number&page=1"
"""Added to addresses without an object, so that lists, searches and counts look for hidden rows."""


def written() -> dict[tuple[str, str, str], dict[str, str]]:
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        return {(row["method"], row["path"], row["object"]): row for row in csv.DictReader(file)}


def test_it_writes_down_every_way(house: House) -> None:
    """R20, R21: a route, method or class of objects that is missing in the file fails, and so does an obsolete one."""
    assert sorted({way.key for way in house.ways} ^ set(written())) == []


@pytest.mark.parametrize("view", VIEWS)
def test_it_answers_as_written(house: House, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """R21–R23, R31, R50, R62: status, headers and events are right; no canary is shown; refusals change nothing."""
    monkeypatch.setattr(access_log, "STRANGERS_A_MINUTE", 10**9)
    expected, door, wrong = written(), house.door(view), []
    for way in house.ways:
        answer, changed = called(house, door, way, SEARCHED)
        wanted = expected.get(way.key, {}).get(view)
        if wanted != str(answer.status_code):
            wrong.append(f"{way.method} {way.url} ({way.kind}): {answer.status_code}, not {wanted}")
        if changed and (way.method == "GET" or answer.status_code >= 400):
            wrong.append(f"{way.method} {way.url} ({way.kind}): {answer.status_code}, yet changed {', '.join(changed)}")
        wrong += [
            f"{way.method} {way.url} ({way.kind}): {answer.status_code}, {one}" for one in untold(way, answer, house)
        ]
        wrong += [f"{way.method} {way.url}: no {lack} in its headers" for lack in headers_missing(answer)]
        text = words_of(answer)
        found = [word for word in hidden_from(view) if word.casefold() in text]
        wrong += [f"{way.method} {way.url} ({way.kind}): shows {word}" for word in found]
    assert wrong == []


def untold(way: Way, answer: Any, house: House) -> list[str]:
    """What is wrong with the events of a call: a call that writes leaves one group, a refused one a single event."""
    calls, actions = {call for call, _action in house.told}, [action for _call, action in house.told]
    if way.method == "GET":
        missing = answer.status_code == 403 and actions != ["call.refused"]
        return [f"but the record says {actions}"] if missing or len(calls) > 1 else []
    single = answer.status_code < 400 or len(actions) == 1
    return [] if len(calls) == 1 and "" not in calls and single else [f"but the record says {house.told}"]


@pytest.mark.parametrize(
    ("view", "canary"),
    [
        ("protection", RESTRICTED_CANARY),
        ("protection", RESTRICTED_NUMBER),
        ("case_worker_a", NAME_CANARY),
        ("facility_1", F1_CANARY),
        ("facility_2", F2_CANARY),
    ],
)
def test_it_shows_each_canary_to_somebody(house: House, view: str, canary: str) -> None:
    """Each canary is visible to someone, because one that nobody sees would prove nothing."""
    door = house.door(view)
    reads = (way for way in house.ways if way.method == "GET" and way.kind)
    assert any(canary.casefold() in words_of(called(house, door, way, SEARCHED)[0]) for way in reads)


def test_it_answers_foreign_objects_like_missing_ones(house: House) -> None:
    """R22: another facility's objects answer exactly like missing ones, except for the address and the reference."""

    def plain(way: Way, answer: Any) -> tuple[int, str, str]:
        text = answer.text.replace(way.url, "").replace(way.url.replace("/", "%2F"), "")
        return answer.status_code, answer.content_type, re.sub(r"\b[0-9a-f]{8}\b|value=\"[^\"]{40,}\"", "", text)

    by_key, wrong = {way.key: way for way in house.ways}, []
    for view, foreign in (("facility_1", OTHER), ("facility_2", "own")):
        door = house.door(view)
        for way in house.ways:
            missing = by_key.get((way.method, way.rule, MISSING))
            if way.kind != foreign or missing is None:
                continue
            (one, _), (two, _) = called(house, door, way, SEARCHED), called(house, door, missing, SEARCHED)
            if plain(way, one) != plain(missing, two):
                wrong.append(f"{view}: {way.method} {way.url}")
    assert wrong == []


def write(house: House) -> None:
    """Write the file from the application's current answers."""
    answers: dict[tuple[str, str, str], list[int]] = {way.key: [] for way in house.ways}
    for view in VIEWS:
        door = house.door(view)
        for way in house.ways:
            answers[way.key].append(called(house, door, way, SEARCHED)[0].status_code)
    with WRITTEN.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["method", "path", "object", *VIEWS])
        table.writerows([*key, *statuses] for key, statuses in answers.items())


if __name__ == "__main__":
    from tests.support.databases.migration import migrate

    with tempfile.TemporaryDirectory() as place:
        migrate(f"sqlite:///{place}/template.sqlite")
        write(opened(Path(tempfile.mkdtemp(dir=place)), Path(place) / "template.sqlite"))
