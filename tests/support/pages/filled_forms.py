"""Forms as their pages offer them, filled in as a user would, and the changes that a post makes in the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from models.office import today
from tests.support.house import House
from tests.support.pages.html import document
from tests.support.pages.ways import Door, Way
from tests.support.worlds.world import OWN, VIEWS


class Filled:
    """A form of a page with all its values; required values that are empty are guessed from the field's name."""

    def __init__(self, element: Any) -> None:
        self.data: dict[str, Any] = {}
        self.names: set[str] = set()
        for field in _fields(element):
            self._take(field)

    def _take(self, field: Any) -> None:
        name, kind = field.get("name"), field.get("type", field.tag)
        if not name or kind in ("submit", "file", "button"):
            return
        self.names.add(name)
        if kind in ("radio", "checkbox"):
            if field.get("checked") is not None or (kind == "radio" and name not in self.data):
                self._add(name, field.get("value") or "y", many=kind == "checkbox")
        elif field.tag == "select":
            self._select(name, field)
        else:
            value = field.get("value") if field.tag == "input" else "".join(field.itertext()).strip()
            self.data[name] = value or (_guess(name) if field.get("required") is not None else "")

    def _add(self, name: str, value: str, *, many: bool) -> None:
        self.data[name] = [*self.data.get(name, []), value] if many else value

    def _select(self, name: str, field: Any) -> None:
        options = list(field.iter("option"))
        chosen = [one.get("value", "") for one in options if one.get("selected") is not None]
        given = [one.get("value", "") for one in options if one.get("value")]
        needed = given[:1] if field.get("required") is not None else [one.get("value", "") for one in options][:1]
        self.data[name] = (chosen or needed) if field.get("multiple") is not None else (chosen or needed or [""])[0]


def _fields(element: Any) -> list[Any]:
    return [one for one in element.iter() if one.tag in ("input", "select", "textarea")]


def _guesses() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Parts of field names, and the value to enter in such fields."""
    return (
        (("mail",), "new@example.org"),
        (("_on", "_from", "_until", "starts", "ends", "since", "day"), today().isoformat()),
        (("limit", "departs", "arrives"), f"{today().isoformat()} 10:00"),
        (("country",), "AM"),
        (("airport",), "PRG"),
        (
            (
                "amount",
                "fare",
                "budget",
                "rate",
                "cost",
                "seats",
                "days",
                "minutes",
                "load",
                "capacity",
                "year",
                "people",
            ),
            "1",
        ),
        (("password", "new", "old"), "a long new password"),
    )


def _guess(name: str) -> str:
    return next((value for parts, value in _guesses() if any(part in name for part in parts)), "ZZ")


def forms_on(door: Door, url: str) -> dict[str, Filled]:
    """The posting forms of a page, by the path to which they post."""
    answer = door.call("GET", url)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return {}
    found: dict[str, Filled] = {}
    for form in document(answer.text).iter("form"):
        if (form.get("method") or "").lower() == "post":
            found.setdefault(urlsplit(form.get("action") or url).path, Filled(form))
    return found


def pages_for(way: Way, ways: list[Way]) -> list[str]:
    """Pages that may contain the form: its own address, and the addresses above it that can be opened."""
    parts = way.url.rstrip("/").split("/")
    above = ["/".join(parts[:end]) or "/" for end in range(len(parts), 0, -1)]
    opened = {one.url.rstrip("/") or "/": one.url for one in ways if one.method == "GET" and one.kind in ("", OWN)}
    return [opened[path] for path in above if path in opened] + [f"{above[0]}/edit", f"{above[1]}/edit"]


def cells(house: House) -> dict[str, dict[Any, Any]]:
    keys = house.rows.keys
    return {
        table: {tuple(row[place] for place in keys[table]): row for row in rows}
        for table, rows in house.rows.all().items()
    }


def moved(house: House, before: dict[str, dict[Any, Any]]) -> set[tuple[str, Any, int]]:
    """The cells that differ from before: table, key, place of the column (-1: the row itself)."""
    found = set()
    for table, rows in cells(house).items():
        old = before[table]
        found |= {(table, key, -1) for key in rows.keys() ^ old.keys()}
        found |= {
            (table, key, place)
            for key in rows.keys() & old.keys()
            for place, (one, two) in enumerate(zip(rows[key], old[key], strict=True))
            if one != two
        }
    return found


@pytest.fixture(scope="session")
def own_forms(house: House) -> list[tuple[str, Door, Way, Filled]]:
    """Every posting form that any point of view finds on a page, with the user who finds it."""
    return list(_own_forms(house))


def _own_forms(house: House) -> Iterator[tuple[str, Door, Way, Filled]]:
    seen: dict[tuple[str, str], dict[str, Filled]] = {}
    doors = {view: house.door(view) for view in VIEWS[1:]}
    for way in (one for one in house.ways if one.method == "POST" and one.kind in ("", OWN)):
        if way.rule.startswith(("/sign-", "/account")):
            continue
        for view, door in doors.items():
            form = None
            for url in pages_for(way, house.ways):
                if (view, url) not in seen:
                    seen[view, url] = forms_on(door, url)
                form = seen[view, url].get(way.url)
                if form is not None:
                    break
            if form is not None:
                yield view, door, way, form
                break
