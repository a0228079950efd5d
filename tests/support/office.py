"""The office of all tests unless they choose another one: a Czech office, in every database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models import office
from planner.demo.office import CZECH


@pytest.fixture(autouse=True)
def work_for_the_czech_office() -> Iterator[None]:
    """Each test begins with the Czech office, whatever the previous test has used."""
    office.use(office.office_of(CZECH))
    yield
