"""The contracts of imports and the rules of the linter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.source import ROOT


def ran(program: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a tool that is installed in this environment."""
    return subprocess.run(
        [str(Path(sys.executable).with_name(program)), *args], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_it_keeps_the_import_contracts() -> None:
    """The import contracts hold: packages, pure engine, plain models, one direction, no cycles."""
    done = ran("lint-imports")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_satisfies_the_linter() -> None:
    """ruff finds nothing, with the rules and explained exceptions of pyproject.toml."""
    done = ran("ruff", "check", "--output-format", "concise", ".")
    assert done.returncode == 0, done.stdout


def test_it_is_formatted() -> None:
    """The code is formatted by ruff, so that nobody has to discuss line breaks."""
    done = ran("ruff", "format", "--check", ".")
    assert done.returncode == 0, done.stdout
