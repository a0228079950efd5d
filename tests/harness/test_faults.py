"""The faults that tests inject work as expected and are not part of the product."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.databases.dump import canaries, changed, dump
from tests.support.installation import ROOT
from tests.support.worlds.money import make_project

LOADED = "import sys, planner; planner.create_app(); print([name for name in sys.modules if name.startswith('tests')])"


@pytest.mark.parametrize("env", ["development", "test"])
def test_it_is_no_part_of_the_product(env, sqlite_url, tmp_path) -> None:
    """No setting of the product loads test code."""
    known = {
        "NAVRAT_ENV": env,
        "NAVRAT_DATA": str(tmp_path),
        "NAVRAT_DATABASE_URL": sqlite_url,
        "TEST_FAULTS": "flush:1",
        "PYTHONPATH": str(ROOT),
    }
    said = subprocess.run(
        [sys.executable, "-c", LOADED],
        env={**os.environ, **known},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("word", ["flush:1", "write:2"])
def test_it_fails_where_it_is_told_to(build_app, database, word) -> None:
    """The injected fault happens at the requested place and rolls the transaction back."""
    app = build_app(database, trouble=word)
    store = app.extensions["navrat.database"]
    before = dump(store)
    with pytest.raises(Exception, match=word.replace(":", " ")), store.work() as session:
        make_project(session, budgets={"T": 1})
    assert changed(before, dump(store)) == []


def test_it_sees_a_changed_row_and_a_canary(store) -> None:
    """The comparison of two states finds a changed row, and the search for canaries finds a canary."""
    before = dump(store)
    with store.work() as session:
        make_project(session, budgets={"T": 1}, code="CANARY")
    assert changed(before, dump(store)) == [
        "donor: 0 rows, then 1",
        "project: 0 rows, then 1",
        "budget_line: 0 rows, then 1",
    ]
    assert canaries(store, "CANARY") == ["donor: CANARY", "project: CANARY"]
