"""R24: no mass assignment: fields that are posted in addition to those of a form change nothing."""

from __future__ import annotations

from typing import Any

import pytest

from models import Base
from tests.support.house import House
from tests.support.pages.filled_forms import Filled, cells, moved
from tests.support.pages.ways import Door, Way

MARK = "93170"
NAMES = (
    "role",
    "roles",
    "is_admin",
    "admin",
    "office_id",
    "owner",
    "owner_id",
    "approved_by",
    "user",
    "user_id",
    "by",
    "by_id",
    "cap",
    "version_id",
    "restricted",
    "status",
    "state",
    "stage",
    "id",
    "case",
    "facility",
    "password_hash",
)
"""More field names to post, besides every column of every table."""


def marked(house: House) -> list[str]:
    """The tables that contain a value which only an additional field had."""
    return [table for table, rows in house.rows.all().items() if any(MARK in str(cell) for row in rows for cell in row)]


@pytest.fixture(scope="module")
def extras() -> dict[str, str]:
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    return dict.fromkeys(sorted(columns | set(NAMES)), MARK)


def tried(house: House, door: Door, way: Way, form: Filled, extras: dict[str, str]) -> tuple[int, list[str]]:
    """The status without additional fields, and what is wrong when they are posted too."""
    before = cells(house)
    plain = door.call("POST", way.url, form.data)
    changed = moved(house, before)
    house.rows.put_back()
    smuggled = {name: value for name, value in extras.items() if name not in form.names}
    full = door.call("POST", way.url, {**form.data, **smuggled})
    wrong = [f"{way.url}: stores what was smuggled into {table}" for table in marked(house)]
    if full.status_code != plain.status_code:
        wrong.append(f"{way.url}: {full.status_code} with extra keys, {plain.status_code} without")
    more = {(table, place) for table, _key, place in moved(house, before) - changed}
    if more:
        wrong.append(f"{way.url}: changes more with extra keys: {sorted(more)}")
    house.rows.put_back()
    return plain.status_code, wrong


def test_it_takes_only_the_fields_of_the_form(house: House, own_forms: Any, extras: dict[str, str]) -> None:
    """R24: each form is sent as a browser would, and again with every column name as an additional field."""
    wrong, stored, tries = [], 0, 0
    for view, door, way, form in own_forms:
        status, found = tried(house, door, way, form, extras)
        wrong += [f"{view}: {one}" for one in found]
        tries, stored = tries + 1, stored + (status == 303)
    assert wrong == [], "\n".join(wrong)
    assert tries >= 20 and stored >= tries // 2, f"only {stored} of {tries} forms could be sent"
