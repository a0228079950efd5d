"""Which calls in a module are made while it is imported, and which functions ask for the present date or time."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

CLOCKS = ("today", "now", "utcnow")
LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def called_at_import(module: ast.Module) -> Iterator[ast.Call]:
    """Calls outside functions and lambdas, in their decorators and default values, and in the bodies of classes."""
    for statement in module.body:
        if not (isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)):
            yield from _calls(statement)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    if isinstance(node, ast.Call):
        yield node
    if not isinstance(node, LATER):
        parts = list(ast.iter_child_nodes(node))
    else:
        parts = [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
        parts += [] if isinstance(node, ast.Lambda) else node.decorator_list
    for part in parts:
        yield from _calls(part)


def names_of(name: str, module: ast.Module) -> dict[str, str]:
    """The full name of each name in the module called `name`: its own functions and everything it imports."""
    found: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.asname: one.name for one in node.names if one.asname}
    return found | {node.name: f"{name}.{node.name}" for node in module.body if isinstance(node, ast.FunctionDef)}


def full_name(function: ast.expr, names: Mapping[str, str]) -> str:
    """`package.module.function` of what is called, as far as it can be read from the text."""
    parts: list[str] = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    first = [names.get(function.id, function.id)] if isinstance(function, ast.Name) else []
    return ".".join([*first, *reversed(parts)])


def tells_time(called: str, known: set[str]) -> bool:
    return called in known or called.rsplit(".", maxsplit=1)[-1] in CLOCKS


def functions_with_a_clock(modules: Mapping[str, ast.Module]) -> set[str]:
    """Full names of the functions that ask for the present date or time, directly or through other functions."""
    calls: dict[str, set[str]] = {}
    for name, module in modules.items():
        names = names_of(name, module)
        for function in (node for node in module.body if isinstance(node, ast.FunctionDef)):
            own = [call for part in function.body for call in _calls(part)]
            calls[f"{name}.{function.name}"] = {full_name(call.func, names) for call in own}
    known: set[str] = set()
    while more := {
        name for name, called in calls.items() if name not in known and any(tells_time(one, known) for one in called)
    }:
        known |= more
    return known


def clock_at_import(modules: Mapping[str, ast.Module]) -> list[str]:
    """`module:line` of each call in these modules that asks for the date or time while its module is imported."""
    known = functions_with_a_clock(modules)
    return [
        f"{name}:{call.lineno}"
        for name, module in modules.items()
        for names in [names_of(name, module)]
        for call in called_at_import(module)
        if tells_time(full_name(call.func, names), known)
    ]
