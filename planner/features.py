"""The features of the product, in the order of the navigation. A new folder of `planner/` is named here."""

from importlib import import_module

from flask import Blueprint

FEATURES = ("accounts", "home", "files")


def blueprints() -> list[Blueprint]:
    """The blueprint `pages` of each feature's views."""
    return [import_module(f"planner.{name}.views").pages for name in FEATURES]
