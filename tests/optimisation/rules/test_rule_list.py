"""All rules are in one list, and listing them does not load a solver."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

from optimisation import rules


def test_it_lists_both_faces_of_every_file() -> None:
    """Each `breaches` and each `constrain` of a file in the folder is in the list exactly once."""
    files = [importlib.import_module(f"optimisation.rules.{one.name}") for one in pkgutil.iter_modules(rules.__path__)]
    assert len(files) > 10
    for face in ("breaches", "constrain"):
        written = [getattr(one, face) for one in files if hasattr(one, face)]
        listed = [getattr(one, face) for one in rules.RULES if getattr(one, face) is not None]
        assert sorted(written, key=repr) == sorted(listed, key=repr)


def test_it_judges_without_loading_a_solver() -> None:
    """`import optimisation` and `check` load neither OR-Tools nor numpy."""
    code = "import sys, optimisation, optimisation.judging.check; print({'ortools', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
