"""`house`: the application on a full database, shared by all tests that only read it or restore what they change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.pages.ways import Door, Rows, Way, ways
from tests.support.worlds.world import World, build


@dataclass
class House:
    """An application on a full database."""

    app: Any
    world: World
    rows: Rows
    ways: list[Way]
    told: list[tuple[str, str]] = field(default_factory=list)
    """Call and action of the events of the last call."""

    def door(self, view: str) -> Door:
        return Door(self.app, self.world.tokens.get(view))


def opened(folder: Path, template: Path) -> House:
    from planner import create_app

    path = folder / "navrat.sqlite"
    shutil.copyfile(template, path)
    (folder / "data").mkdir()
    app = create_app(env="test", data=str(folder / "data"), database_url=f"sqlite:///{path}")
    world = build(app)
    return House(app, world, Rows(path), ways(app, world))


@pytest.fixture(scope="session")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = opened(tmp_path_factory.mktemp("house"), sqlite_template)
    yield made
    made.app.extensions["navrat.database"].engine.dispose()
    made.rows.live.close()
    made.rows.kept.close()


def called(house: House, door: Door, way: Way, search: str = "") -> tuple[Any, list[str]]:
    """The answer and the tables that it changed, which are restored. `search` is added to an address without object."""
    newest = house.rows.newest_event()
    answer = door.call(way.method, way.url + (search if way.method == "GET" and not way.kind else ""))
    touched = house.rows.touched()
    house.told = house.rows.told_since(newest) if touched else []
    changed = house.rows.changed() if touched else []
    if changed or (touched and way.method != "GET"):  # a request may also have ended the session
        house.rows.put_back()
    return answer, changed
