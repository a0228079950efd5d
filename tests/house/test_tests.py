"""Rules that every test of the project follows."""

from __future__ import annotations

import ast

import pytest

from tests.support.at_import import clock_at_import, functions_with_a_clock
from tests.support.source import own, tree


def test_every_test_opens_with_a_sentence() -> None:
    """Every test has a sentence that says what would be broken if it failed."""
    tests = [
        (name, node)
        for name in own(".py", under=("tests",))
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert len(tests) > 500
    assert [f"{name}: {node.name}" for name, node in tests if not ast.get_docstring(node)] == []


def test_no_date_is_taken_while_tests_are_imported() -> None:
    """No module of the tests asks for the date at import, because tests after midnight would then use yesterday's."""
    names = own(".py", under=("tests", "planner", "models", "optimisation"))
    modules = {name.removesuffix(".py").replace("/", "."): tree(name) for name in names}
    assert len(functions_with_a_clock(modules)) > 50
    assert [found for found in clock_at_import(modules) if found.startswith("tests.")] == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("X = date.today()", [4]),
        ("X = [day(3)]", [4]),
        ("@parametrize('on', [day(3), later(2)])\ndef test(): ...", [4, 4]),
        ("class X:\n    on = day(3)", [5]),
        ("class X:\n    @given(day(3))\n    def test(self): ...", [5]),
        ("def test(on=day(3)): ...", [4]),
        ("X = made(lambda: day(3))", []),
        ("X = lambda: day(3)\ndef test():\n    return day(3)", []),
    ],
)
def test_a_date_at_import_is_found_wherever_it_is(source: str, lines: list[int]) -> None:
    """Dates at import are found in values, decorators, classes and defaults, also through a function; no others are."""
    made = "def made(change): return change"
    modules = {
        "days": ast.parse("def day(n): return today() + n"),
        "tests": ast.parse(f"from days import day\ndef later(n): return day(n)\n{made}\n{source}"),
    }
    assert clock_at_import(modules) == [f"tests:{line}" for line in lines]
