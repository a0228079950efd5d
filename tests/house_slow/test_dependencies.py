"""Declared libraries are used, used libraries are declared, and the lock files contain them."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.support.source import PACKAGES, ROOT, own, product, text, tree

NOT_IMPORTED = {
    "tzdata": "data that zoneinfo reads where the system has none",
    "jinja2": "flask's templates; its version is ours to choose",
    "defusedxml": "openpyxl uses it by itself when it is there",
    "email-validator": "wtforms uses it for addresses",
    "psycopg": "sqlalchemy loads the driver that the database's address names",
    "gunicorn": "the server at scale, started by its own command",
    "redis": "huey loads it when the queue's address names it",
}


OURS = {*PACKAGES, "app", "tests", "_typeshed"}
"""`_typeshed` exists only for the type checker."""
SHIPPED = [*product(), *own(".py", under=("models/migrations",))]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    """Names of the libraries required by pyproject.toml."""
    project = tomllib.loads(text("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {canonical(re.match(r"[\w.-]+", line)[0]) for line in asked}


def imported(files: list[str]) -> dict[str, str]:
    """Each third-party distribution that the files import, with one file that does."""
    distributions = packages_distributions()
    found: dict[str, str] = {}
    for name in files:
        for node in ast.walk(tree(name)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                modules = [node.module]
            for top in {module.split(".")[0] for module in modules} - sys.stdlib_module_names - OURS:
                for distribution in distributions.get(top, [top])[:1]:
                    found[canonical(distribution)] = name
    return found


def test_it_declares_what_it_imports() -> None:
    """The product declares every library it imports, because one that only another library requires could disappear."""
    asked = declared("postgres", "redis", "server")
    assert {name: where for name, where in imported(SHIPPED).items() if name not in asked} == {}


def test_tests_declare_what_they_import() -> None:
    """The tests declare every library they import, because elsewhere it might not be installed."""
    asked = declared("postgres", "redis", "server", "test")
    assert {name: where for name, where in imported(own(".py", under=("tests",))).items() if name not in asked} == {}


def test_it_imports_what_it_declares() -> None:
    """Every declared library is imported, because an unused one is only weight and risk."""
    assert sorted(declared("postgres", "redis", "server") - imported(SHIPPED).keys() - NOT_IMPORTED.keys()) == []


def test_it_locks_what_it_declares() -> None:
    """Both lock files contain every declared library, with hashes and without addresses."""
    for lock, extras in (
        ("requirements.lock", ("postgres", "server")),
        ("requirements-test.lock", ("postgres", "server", "test")),
    ):
        content = (ROOT / lock).read_text(encoding="utf-8")
        locked = {canonical(name) for name in re.findall(r"^([\w.-]+)==", content, re.MULTILINE)}
        assert declared(*extras) - locked == set(), lock
        assert "://" not in content, lock
        assert content.count("--hash=sha256:") >= len(locked), lock
