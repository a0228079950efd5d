"""Money is always whole minor units with a currency, and never a float or a decimal of the database."""

from __future__ import annotations

import ast

import sqlalchemy as sa

from models import Base
from tests.support.source import ROOT, own, tree

FLOATS_THAT_ARE_NOT_MONEY: dict[str, str] = {}
"""Files that may call float(), with the reason."""


def test_it_stores_no_decimals_or_floats() -> None:
    """No column is a float or decimal: SQLite stores NUMERIC as a binary float, where 3 × 0.10 exceeds 0.30."""
    found = []
    for table in Base.metadata.tables.values():
        for column in table.columns:
            kind = column.type
            kind = kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind
            if isinstance(kind, sa.Numeric):
                found.append(f"{table.name}.{column.name}: {column.type!r}")
    assert Base.metadata.tables
    assert found == []


def test_it_makes_no_floats_in_the_application() -> None:
    """The application converts nothing to float, because a price that was a float is no longer exact."""
    found = [
        f"{name}:{node.lineno}"
        for name in own(".py", under=("planner", "models"))
        if name not in FLOATS_THAT_ARE_NOT_MONEY
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]
    assert found == []


def test_it_lists_only_floats_that_exist() -> None:
    """An exception that is no longer needed must be removed from the list."""
    assert [name for name in FLOATS_THAT_ARE_NOT_MONEY if not (ROOT / name).exists()] == []
