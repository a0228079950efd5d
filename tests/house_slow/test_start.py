"""What is loaded at start."""

from __future__ import annotations

import subprocess
import sys

from tests.support.source import PACKAGES, ROOT


def test_it_loads_the_engine_without_a_solver() -> None:
    """Importing the engine or the application does not load OR-Tools, which only the engine's child process needs."""
    code = "import sys; [__import__(n) for n in sys.argv[1:]]; print(sorted({'ortools','pandas'} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", code, *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
