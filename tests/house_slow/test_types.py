"""Types are checked strictly in everything that runs, and in what tests stand on; nothing is left out quietly."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from tests.support.source import ROOT

WITHOUT_TYPES = {"ortools.*", "axe_playwright_python.*", "pandas.*"}
"""Libraries of others that tell no types, and of which no stub of ours (tests/stubs/) says what we use."""


def test_it_satisfies_mypy() -> None:
    """mypy --strict finds nothing in the planner, the facts, the engine and what tests share."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_of_ours_is_excused() -> None:
    """The settings check every package strictly and excuse libraries of others only."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    assert {"planner", "models", "optimisation", "tests/support"} <= set(settings["files"])
    assert not {"exclude", "ignore_errors", "follow_imports", "disable_error_code"} & set(settings)
    assert {name for rule in settings["overrides"] for name in rule["module"]} <= WITHOUT_TYPES
