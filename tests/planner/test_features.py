"""All features of the product are registered, so that none is missing unnoticed."""

from __future__ import annotations

from planner import features
from tests.support.source import product


def test_it_registers_the_pages_of_every_feature() -> None:
    """Each folder with views is registered under its own name, so that navigation and permissions find it."""
    folders = {name.split("/")[1] for name in product() if name.startswith("planner/") and name.endswith("/views.py")}
    assert len(folders) > 10
    assert {one.name for one in features.blueprints()} == folders
