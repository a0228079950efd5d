"""Trouble on demand exists under test only: elsewhere the setting is refused and the module is never loaded."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from planner import create_app
from planner.config import Config, UnsafeSettings
from planner.jobs import Jobs
from planner.store import Database
from tests.support.dump import canaries, changed, dump
from tests.support.installation import ROOT
from tests.support.money import make_project

SAFE = {"secret_key": "s" * 40, "file_keys": "k" * 44, "hosts": "navrat.example"}
LOADED = "import sys, planner; planner.create_app(); print([name for name in sys.modules if name.endswith('.faults')])"


@pytest.mark.parametrize("env", ["production", "development"])
def test_it_refuses_trouble_outside_tests(env, sqlite_url, tmp_path) -> None:
    with pytest.raises(UnsafeSettings, match="NAVRAT_FAULTS"):
        create_app(env=env, data=str(tmp_path), database_url=sqlite_url, faults="flush:1", **SAFE)
    with pytest.raises(UnsafeSettings, match="NAVRAT_FAULTS"):  # also for whoever forgot to check the settings
        Jobs(
            Config(env=env, data=str(tmp_path), database_url=sqlite_url, faults="flush:1", **SAFE), Database(sqlite_url)
        )


@pytest.mark.parametrize(
    ("env", "faults", "loaded"),
    [("development", "", "[]"), ("test", "", "[]"), ("test", "watch", "['planner.faults']")],
)
def test_it_does_not_even_load_them(env, faults, loaded, sqlite_url, tmp_path) -> None:
    known = {
        "NAVRAT_ENV": env,
        "NAVRAT_DATA": str(tmp_path),
        "NAVRAT_DATABASE_URL": sqlite_url,
        "NAVRAT_FAULTS": faults,
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
    assert said.stdout.strip() == loaded


@pytest.mark.parametrize("word", ["flush:1", "write:2"])
def test_it_fails_where_it_is_told_to(build_app, database, word) -> None:
    app = build_app(database, faults=word)
    store = app.extensions["navrat.database"]
    before = dump(store)
    with pytest.raises(Exception, match=word.replace(":", " ")), store.work() as session:
        make_project(session, budgets={"T": 1})
    assert changed(before, dump(store)) == []


def test_it_sees_a_changed_row_and_a_canary(store) -> None:
    before = dump(store)
    with store.work() as session:
        make_project(session, budgets={"T": 1}, code="CANARY")
    assert changed(before, dump(store)) == [
        "donor: 0 rows, then 1",
        "project: 0 rows, then 1",
        "budget_line: 0 rows, then 1",
    ]
    assert canaries(store, "CANARY") == ["donor: CANARY", "project: CANARY"]
