"""The priority of the engine's processes follows the setting, once, and does not change without a setting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TWICE = "from optimisation.processes.children import give_way; import os; give_way(); give_way(); print(os.nice(0))"


@pytest.mark.parametrize(("setting", "more"), [("", 0), ("0", 0), ("7", 7)])
def test_it_gives_way_as_the_setting_says(setting: str, more: int) -> None:
    """A process that sets its priority twice has the niceness of the setting, and without a setting it is unchanged."""
    environment = {**os.environ, "NAVRAT_SOLVER_NICE": setting, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", TWICE], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) == max(os.nice(0), more)
