"""The features of the product. A new folder of `planner/` with pages is named here."""

from importlib import import_module
from importlib.util import find_spec

from flask import Blueprint

FEATURES = (
    "accounts", "home", "portal", "applications", "documents", "cases", "itineraries", "bookings", "departures",
    "flights", "escorts", "finance", "programmes", "admin", "files",
)


def blueprints() -> list[Blueprint]:
    """The blueprint `pages` of each feature's views."""
    standing = [name for name in FEATURES if find_spec(f"planner.{name}") and find_spec(f"planner.{name}.views")]
    return [import_module(f"planner.{name}.views").pages for name in standing]


def load_handlers() -> None:
    """Import the modules that declare background jobs; every process that does jobs calls this."""
    for name in ("planner.itineraries.tasks",):
        import_module(name)
