"""Sizes, names and words of the project's own files."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import PurePosixPath

from tests.support.source import ROOT, files, own, product, text, tree

TOP_LEVEL = {
    "app.py",
    "pyproject.toml",
    "planner",
    "models",
    "templates",
    "optimisation",
    "tests",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "requirements.lock",
    "requirements-test.lock",
}
SAYS_NOTHING = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc|data|infos?)$", re.IGNORECASE)
SAYS_NOTHING_IN_A_CLASS = re.compile(r"(Utils?|Helpers?|Managers?|Misc)$")
# Written in two halves, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|HA" r"CK)\b")
ELSEWHERE = re.compile(
    r"/wo"
    r"rk/|\.\./sha"
    r"red|\bsha"
    r"red/|\.lib"
    r"rary\b|\bthe foun"
    r"der\b|\biss"
    r"ues? #?\d+\b"
    r"|\b(archi"
    r"tecture|fea"
    r"tures|(?<!tests/)prom"
    r"ises|planning-pro"
    r"blem|depend"
    r"encies)\.md\b"
    r"|\b(dom"
    r"ain|wo"
    r"rds|des"
    r"ign)\.md\b",
    re.IGNORECASE,
)
WORDS = (".py", ".html", ".md", ".toml", ".js", ".css", ".po", ".txt", ".mako", ".svg", "/run")


def too_long(names: list[str], limit: int) -> list[str]:
    return [f"{name}: {count} lines" for name in names if (count := len(text(name).splitlines())) > limit]


def test_it_keeps_product_files_under_400_lines() -> None:
    """Product files have at most 400 lines; a longer file has two subjects and should be split."""
    assert too_long(product(), 400) == []


def test_it_keeps_test_files_under_600_lines() -> None:
    """Test files have at most 600 lines; a longer file tests two things."""
    assert too_long(own(".py", under=("tests",)), 600) == []


def test_it_keeps_templates_under_120_lines() -> None:
    """Templates have at most 120 lines; a longer one should be split into named parts."""
    assert too_long(own(".html", under=("templates",)), 120) == []


def test_it_keeps_template_lines_under_140_characters() -> None:
    """Lines of templates have at most 140 characters, so that changes can be read side by side."""
    found = [
        f"{name}:{number}: {len(line)} characters"
        for name in own(".html", ".txt", ".xml", under=("templates",))
        for number, line in enumerate(text(name).splitlines(), 1)
        if len(line) > 140
    ]
    assert found == []


CROWDED = {
    "models/migrations/versions": "one file for each change of the database, for ever",
    "planner/static": "what browsers fetch, found by kind",
    "tests/problems": "planning problems written down as data",
}
"""Folders that may hold more files than one can read through, including their subfolders, with the reason."""


def test_it_keeps_folders_at_20_files() -> None:
    """Folders hold at most 20 files; more should be two folders with names of their own."""
    places = Counter(
        str(PurePosixPath(name).parent)
        for name in files()
        if name.startswith(("planner/", "models/", "optimisation/", "templates/", "tests/"))
        and not any(name.startswith(f"{folder}/") for folder in CROWDED)
    )
    assert len(places) > 50
    assert {folder: count for folder, count in places.items() if count > 20} == {}


def test_it_keeps_own_scripts_and_styles_under_600_lines() -> None:
    """Scripts and styles have at most 600 lines, because people read them too."""
    assert too_long(own(".js", ".css", under=("planner",)), 600) == []


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end without the docstring."""
    last = function.end_lineno or function.lineno
    doc = function.body[0] if ast.get_docstring(function) is not None else None
    return last - function.lineno + 1 - ((doc.end_lineno or doc.lineno) - doc.lineno + 1 if doc else 0)


def test_it_keeps_functions_under_40_lines() -> None:
    """Functions have at most 40 lines; a longer one does two things."""
    found = [
        f"{name}:{node.lineno} {node.name}: {lines_of(node)} lines"
        for name in product()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > 40
    ]
    assert found == []


def test_it_says_on_every_module_what_it_is() -> None:
    """Every Python file begins with a docstring."""
    assert [name for name in own(".py") if not ast.get_docstring(tree(name))] == []


def test_it_uses_names_that_say_something() -> None:
    """No module, folder or class has a name such as utils or helpers, which says nothing."""
    parts = {part for name in own(".py") for part in name.removesuffix(".py").split("/") if SAYS_NOTHING.search(part)}
    classes = [
        f"{name}: {node.name}"
        for name in own(".py")
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ClassDef) and SAYS_NOTHING_IN_A_CLASS.search(node.name)
    ]
    assert (sorted(parts), classes) == ([], [])


def matching(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name in names
        for number, line in enumerate(text(name).splitlines(), 1)
        if pattern.search(line)
    ]


def test_it_leaves_nothing_marked_unfinished() -> None:
    """No code is marked as unfinished."""
    assert matching(UNFINISHED, own(*WORDS)) == []


def test_it_mentions_no_place_that_a_reader_does_not_have() -> None:
    """The project mentions no path, file or number that a reader of the repository does not have."""
    assert matching(ELSEWHERE, own(*WORDS)) == []


def test_it_keeps_the_top_level_as_agreed() -> None:
    """The top level holds only the packages, the usual files of a project, and dot-files."""
    top = {name.split("/")[0] for name in files()}
    assert sorted(name for name in top - TOP_LEVEL if not name.startswith(".")) == []


def test_it_keeps_tests_importable() -> None:
    """No folder of tests has an `__init__.py`, which would hide the package with the same name."""
    assert [name for name in files() if name.startswith("tests/") and name.endswith("/__init__.py")] == []
    assert (ROOT / "tests" / "conftest.py").exists()
