"""What every test may use: options, the two databases, the browser, LibreOffice, and a closed network."""

from __future__ import annotations

import pytest

pytest_plugins = [
    "tests.support.skips",
    "tests.support.network",
    "tests.support.office",
    "tests.support.databases.sqlite",
    "tests.support.databases.postgres",
    "tests.support.databases.databases",
    "tests.support.application",
    "tests.support.browsing.signed_in",
    "tests.support.house",
    "tests.support.pages.filled_forms",
    "tests.support.installation",
    "tests.support.worlds.demo",
    "tests.support.browsing.browser",
    "tests.support.libreoffice",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--hard", action="store_true", help="also run every promise at its written size and repetitions")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests marked `hard` instead of skipping them, because they belong to another run."""
    if config.getoption("--hard"):
        return
    left_out = [item for item in items if item.get_closest_marker("hard")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("hard")]


@pytest.fixture(scope="session")
def hard(pytestconfig: pytest.Config) -> bool:
    """Whether this run uses the written sizes: `repeat = 500 if hard else 20`."""
    return bool(pytestconfig.getoption("--hard"))
