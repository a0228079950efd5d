"""Each status is written in one place only, and nothing else in the product assigns it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.support.source import product, tree

WRITERS = {
    "NEXT": "planner/cases/moves.py:move_case",
    "NEXT_CHANGE": "planner/programmes/changes.py:_move",
    "NEXT_ITINERARY": "planner/bookings/moves.py:move_itinerary",
    "NEXT_PASSENGER": "planner/bookings/moves.py:move_passenger",
    "NEXT_PLAN": "planner/plans/asking/computing.py:move_computation",
    "NEXT_REPORT": "planner/facilities/reporting.py:_move",
    "NEXT_REQUEST": "planner/portal/service.py:_move",
}
"""Each table of moves and the only function that uses it."""
GUARDED = ("status", "status_why")


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    """All targets of a statement's assignments, including those inside tuples and lists."""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        waiting = list(node.targets) if isinstance(node, ast.Assign) else [node.target]
        while waiting:
            target = waiting.pop()
            waiting += target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
            yield target


def _writes(node: ast.AST) -> bool:
    """Whether the node sets a status by assignment, `setattr` or an SQL update."""
    if any(isinstance(target, ast.Attribute) and target.attr in GUARDED for target in _targets(node)):
        return True
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name) and node.func.id == "setattr":
        return any(isinstance(one, ast.Constant) and one.value in GUARDED for one in node.args)
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "values"
        and any(keyword.arg in GUARDED for keyword in node.keywords)
    )


def test_it_assigns_a_status_in_two_places_only() -> None:
    """Only two functions set a status: the general one, and the one for cases, which also stores the reason."""
    found = [
        name
        for name in product()
        if name.startswith(("planner/", "models/"))
        for node in ast.walk(tree(name))
        if _writes(node)
    ]
    assert found == ["models/lifecycle.py", "planner/cases/moves.py"]


def test_its_search_for_assignments_finds_every_way_to_set_a_status() -> None:
    """The search finds every way to set a status, in any kind of statement."""
    for line in (
        "case.status = S.CLOSED",
        "before, case.status = case.status, S.CLOSED",
        "a, (b, case.status) = 1, (2, S.CLOSED)",
        "case.status_why = ''",
        "setattr(case, 'status', S.CLOSED)",
        "session.execute(sa.update(Case).values(status=S.CLOSED))",
    ):
        assert any(_writes(node) for node in ast.walk(ast.parse(line))), line


def test_it_moves_along_each_table_in_one_function() -> None:
    """`events.moved` sets a status and writes its event, and each table is used by exactly one function."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in product():
        for function in ast.walk(tree(name)):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "events.moved":
                    found[ast.unparse(call.args[3])].add(f"{name}:{function.name}")
    assert found == {table: {writer} for table, writer in WRITERS.items()}


def test_it_takes_the_bare_move_from_the_record_of_events_only() -> None:
    """Only the record of events imports `move`, because other modules could then change a status without an event."""
    users = [
        name
        for name in product()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom)
        and node.module == "models.lifecycle"
        and any(alias.name == "move" for alias in node.names)
    ]
    assert users == ["planner/audit/events.py"]
