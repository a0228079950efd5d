"""Types are checked strictly in all product code and in shared test code, without silent exceptions."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from tests.support.source import ROOT

WITHOUT_TYPES = {"ortools.*", "axe_playwright_python.*", "pandas.*"}
"""Libraries without types, for which there is no stub in tests/stubs/ either."""


def test_it_satisfies_mypy() -> None:
    """mypy --strict finds nothing in the planner, the models, the engine and the shared test code."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_of_ours_is_excused() -> None:
    """The settings check every package of the project strictly and excuse only libraries of others."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    assert {"planner", "models", "optimisation", "tests/support"} <= set(settings["files"])
    assert not {"exclude", "ignore_errors", "follow_imports", "disable_error_code"} & set(settings)
    assert {name for rule in settings["overrides"] for name in rule["module"]} <= WITHOUT_TYPES
