"""The project's own files, as the house rules look at them."""

from __future__ import annotations

import ast
import functools
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("planner", "models", "optimisation")
VENDORED = ("planner/static/vendor/", "planner/static/fonts/")
"""Files of other projects that are shipped unchanged; the rules do not apply to them."""


@functools.cache
def files() -> tuple[str, ...]:
    """Every file of the project by its path from the root, without what git ignores."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
    else:
        listed = [os.path.relpath(path, ROOT) for path in ROOT.rglob("*") if path.is_file()]
        listed = [name for name in listed if "__pycache__" not in name]
    return tuple(sorted(name for name in set(listed) if (ROOT / name).is_file()))


def own(*suffixes: str, under: tuple[str, ...] = ()) -> list[str]:
    """The project's own files with one of the suffixes, in one of the folders (default: all), without vendored ones."""
    return [
        name
        for name in files()
        if name.endswith(suffixes)
        and not name.startswith(VENDORED)
        and (not under or name.startswith(tuple(f"{folder}/" for folder in under)))
    ]


def product() -> list[str]:
    """The Python files that are shipped, without migrations."""
    names = [name for name in own(".py", under=PACKAGES) if not name.startswith("models/migrations/")]
    return [*names, *(name for name in files() if name == "app.py")]


@functools.cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@functools.cache
def tree(name: str) -> ast.Module:
    return ast.parse(text(name), name)
