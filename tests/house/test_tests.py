"""What every test of the project has in common."""

from __future__ import annotations

import ast

from tests.support.source import own, tree


def test_every_test_opens_with_a_sentence() -> None:
    """A test without a sentence does not tell a reader what would be broken if it failed."""
    tests = [
        (name, node)
        for name in own(".py", under=("tests",))
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert len(tests) > 500
    assert [f"{name}: {node.name}" for name, node in tests if not ast.get_docstring(node)] == []


def test_no_date_is_taken_while_tests_are_imported() -> None:
    """A date taken at import is yesterday's for every test that runs after midnight."""
    found = [
        f"{name}:{call.lineno}"
        for name in own(".py", under=("tests",))
        for statement in tree(name).body
        if not isinstance(statement, (ast.FunctionDef, ast.ClassDef))
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in {"today", "now", "utcnow"}
    ]
    assert found == []
