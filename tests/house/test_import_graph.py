"""Pages do not access the database, and modules that read it do not know the web, judged by what they import."""

from __future__ import annotations

from collections.abc import Iterable

import grimp
import pytest

WEB = frozenset({"flask", "werkzeug", "wtforms", "flask_wtf", "flask_login", "flask_babel", "planner.web"})
HEAVY = frozenset({"sqlalchemy", "optimisation", "openpyxl", "ortools", "alembic"})
EDGE = {
    "planner.cli": "builds the application before it hands it to a server",
    "planner.accounts.sessions": "the cookie of a request and its row are one thing",
    "planner.audit.access_log": "notes what a request read, in a transaction after the request's own",
    "planner.database.request_session": "the one session of a request, committed when the answer is good",
    "planner.web.conflicts": "locks the row behind a form and compares the two",
    "planner.web.errors": "turns the database's troubles into answers",
    "planner.web.form_tokens": "remembers in the database which forms were sent",
    "planner.web.schema_gate": "answers 503 while the database has another schema",
}
"""The edge where a request meets the database: the only modules that may know both, with the reason."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Which module imports which; imports that are only for types are left out."""
    return grimp.build_graph(
        "planner",
        "models",
        "optimisation",
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )


def inside(module: str, packages: Iterable[str]) -> bool:
    """Whether a module is one of these packages or inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def kept(graph: grimp.ImportGraph, packages: Iterable[str]) -> set[str]:
    """Modules of the planner that themselves import one of these packages."""
    ours = (module for module in graph.modules if inside(module, ["planner"]))
    return {
        module
        for module in ours
        if any(inside(one, packages) for one in graph.find_modules_directly_imported_by(module))
    }


def ways(graph: grimp.ImportGraph, module: str) -> list[str]:
    """The shortest chain of imports from a module to each part of the web that it reaches."""
    chains = (graph.find_shortest_chain(module, web) for web in sorted(WEB & graph.modules))
    return [" > ".join(chain) for chain in chains if chain]


def test_a_page_holds_no_database(graph: grimp.ImportGraph) -> None:
    """A module with routes, forms or other parts of the web imports no database, engine or workbook itself."""
    both = kept(graph, WEB) & kept(graph, HEAVY)
    assert sorted(both - EDGE.keys()) == [], "move the query or the calculation to the feature's queries or service"


def test_what_reads_the_database_knows_no_web(graph: grimp.ImportGraph) -> None:
    """A module that imports database, engine or workbook does not reach the web, not even through other modules."""
    deaf = kept(graph, HEAVY) - EDGE.keys()
    assert len(deaf) > 100
    assert [way for module in sorted(deaf) for way in ways(graph, module)[:1]] == [], "pass session, user or words in"


def test_each_exception_is_needed(graph: grimp.ImportGraph) -> None:
    """A module that no longer needs its exception must be removed from the list."""
    idle = [module for module in EDGE if module not in kept(graph, HEAVY) or not ways(graph, module)]
    assert idle == []


def test_a_made_up_offender_is_found() -> None:
    """The rule finds an artificial query that reaches the request through another module."""
    made = grimp.ImportGraph()
    for module in ("planner.rooms.views", "planner.rooms.queries", "planner.rooms.words", "flask", "sqlalchemy"):
        made.add_module(module)
    made.add_import(importer="planner.rooms.queries", imported="sqlalchemy")
    made.add_import(importer="planner.rooms.queries", imported="planner.rooms.words")
    made.add_import(importer="planner.rooms.words", imported="flask")
    assert ways(made, "planner.rooms.queries") == ["planner.rooms.queries > planner.rooms.words > flask"]
    assert kept(made, HEAVY) == {"planner.rooms.queries"}
