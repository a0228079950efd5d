"""Who may import whom, and the linter's rules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.source import ROOT


def ran(program: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a tool that is installed beside this Python."""
    return subprocess.run(
        [str(Path(sys.executable).with_name(program)), *args], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_it_keeps_the_import_contracts() -> None:
    """Packages, pure engine, plain models, one way down, no circles at any depth."""
    done = ran("lint-imports")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_satisfies_the_linter() -> None:
    """ruff, with the rules and the reasoned exceptions of pyproject.toml."""
    done = ran("ruff", "check", "--output-format", "concise", ".")
    assert done.returncode == 0, done.stdout


def test_it_is_formatted() -> None:
    """ruff format: nobody discusses where a line breaks."""
    done = ran("ruff", "format", "--check", ".")
    assert done.returncode == 0, done.stdout
