"""The features of the product. A new folder of `planner/` with pages is named here."""

from importlib import import_module

from flask import Blueprint

FEATURES = (
    "accounts",
    "home",
    "portal",
    "applications",
    "documents",
    "cases",
    "itineraries",
    "bookings",
    "departures",
    "flights",
    "escorts",
    "finance",
    "programmes",
    "admin",
    "files",
    "operation",
)


def blueprints() -> list[Blueprint]:
    """The blueprint `pages` of each feature's views. A feature without views is a mistake: the app does not start."""
    return [import_module(f"planner.{name}.views").pages for name in FEATURES]


def load_handlers() -> None:
    """Import the modules that declare background jobs; every process that does jobs calls this."""
    for name in ("planner.itineraries.tasks", "planner.itineraries.scenario_tasks"):
        import_module(name)
