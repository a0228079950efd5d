"""Types are checked strictly where money, rules and plans are decided."""

from __future__ import annotations

import subprocess
import sys

from tests.support.source import ROOT


def test_it_satisfies_mypy() -> None:
    """mypy --strict on the engine, the facts, services and queries (the list is in pyproject.toml)."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
