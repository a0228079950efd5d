"""A refused action is answered in one place: with 409, with what was typed, and with nothing stored."""

from __future__ import annotations

import ast

from tests.support.source import product, tree

CATCHING = {
    "planner/cli.py": "the command line prints the sentence",
    "planner/demo/confirmed.py": "the demo goes on without the family",
    "planner/files/forms.py": "a file that cannot be read is a wrong field of the form",
    "planner/flights/commands.py": "the command line prints the sentence",
    "planner/flights/import_views.py": "a workbook that cannot be read is a wrong field of the form",
    "planner/flights/workbook/sheet_reader.py": "the child process has a refusal of its own",
    "planner/plans/showing/freshness.py": "why today's question cannot be asked is one of the changes that it names",
    "planner/programmes/changes.py": "a change whose day has come waits on while it cannot have effect",
    "planner/web/editing.py": "the one edge: the page with its form, 409",
}
"""Files that may catch a refusal, with the reason."""
ROLLING_BACK = {
    "planner/database/migrate.py",
    "planner/database/request_session.py",
    "planner/database/store.py",
    "planner/web/form_tokens.py",
    "planner/web/unlocked.py",
}


def test_it_catches_refusals_at_the_edge_only() -> None:
    """No view catches a refusal itself, because it would then choose its own status."""
    found = {
        name
        for name in product()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ExceptHandler) and node.type and "Refused" in ast.unparse(node.type)
    }
    assert found == set(CATCHING)


def test_it_rolls_back_where_transactions_end_only() -> None:
    """Only the edge of a request rolls back (every answer of 400 and above), and no view does."""
    found = {
        name
        for name in product()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rollback"
    }
    assert found <= ROLLING_BACK
