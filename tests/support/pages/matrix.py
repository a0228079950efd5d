"""Who can open what: the written table, and the table that the application declares.

`python -m tests.support.pages.matrix` writes what the application declares; read the difference before committing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

WRITTEN = Path(__file__).resolve().parents[2] / "planner" / "web" / "matrix.txt"
ANYBODY = "anybody"
SAMPLES = {
    "LanguageConverter": "en",
    "NumberConverter": "987654321",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}


@dataclass(frozen=True, order=True)
class Way:
    """A path with a method, and the roles that may use it."""

    path: str
    method: str
    roles: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method:<6} {self.path:<70} {' '.join(self.roles)}"


def written() -> list[Way]:
    """The table that people read and approve."""
    ways = []
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            method, *path = line.split()
            # A rule such as <any(en, cs):locale> contains a space.
            end = next(i for i, part in enumerate(path) if part in _role_names())
            ways.append(Way(" ".join(path[:end]), method, tuple(path[end:])))
    return ways


def _role_names() -> set[str]:
    from models import Role

    return {role.value for role in Role} | {ANYBODY, "nobody"}


def declared(app: Any) -> list[Way]:
    """The table that follows from the `@allow` of the views and the permissions of the roles."""
    from models import Role
    from planner.roles import GRANTS

    ways = []
    for rule in app.url_map.iter_rules():
        needs = getattr(app.view_functions[rule.endpoint], "needs", ())
        roles = tuple(sorted(role.value for role in Role if GRANTS[role] & set(needs))) if needs else (ANYBODY,)
        ways += [Way(rule.rule, method, roles or ("nobody",)) for method in rule.methods - {"HEAD", "OPTIONS"}]
    return sorted(ways)


def address(app: Any, way: Way) -> str:
    """An address of this path, with the id of a row that does not exist."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.rule == way.path and way.method in rule.methods)
    values = {}
    for name, converter in rule._converters.items():
        known = SAMPLES.get(type(converter).__name__)
        values[name] = known or (sorted(converter.items)[0] if hasattr(converter, "items") else "x")
    built: str = app.url_map.bind("localhost").build(rule.endpoint, values, method=way.method)
    return built


if __name__ == "__main__":
    import tempfile

    from planner import create_app

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(env="test", data=folder, database_url=f"sqlite:///{folder}/none.sqlite")
        head = "# Method, path, roles that may use it. Everybody else gets 403, strangers are sent to sign in.\n"
        WRITTEN.write_text(head + "".join(f"{way}\n" for way in declared(app)), encoding="utf-8")
