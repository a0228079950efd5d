"""The office that tests work for unless they say otherwise: a Czech one, in every database and in every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models import office
from planner.demo.office import CZECH


@pytest.fixture(autouse=True)
def work_for_the_czech_office() -> Iterator[None]:
    """Each test begins with it, whatever the test before opened."""
    office.use(office.office_of(CZECH))
    yield
