"""Budgets and rates on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from models import BudgetLine, Donor, ExchangeRate, Project
from models.words import Refused
from planner.programmes import queries, service
from planner.programmes.rates import exact_rate, in_currency, rate_on

LINE = {
    "code": "T",
    "name": "Transport",
    "covers": ["transport"],
    "budget": 1000,
    "starts": None,
    "ends": None,
    "active": True,
}


def project(session) -> Project:
    row = Project(
        code="P",
        name="P",
        donor=Donor(code="D", name="D"),
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        currency="CZK",
    )
    session.add(row)
    session.flush()
    return row


def test_it_keeps_the_dates_of_a_line_within_its_project(store) -> None:
    """A line cannot be open outside the dates of its project."""
    with store.work() as session, pytest.raises(Refused, match="within the project"):
        service.save_line(session, project(session), BudgetLine(), {**LINE, "ends": date(2027, 1, 1)}, by=None)


def test_it_fixes_the_currency_of_a_project_once_a_line_is_used(store) -> None:
    """The currency of a project is fixed once one of its lines is used."""
    values = {
        "code": "P",
        "name": "P",
        "starts": date(2026, 1, 1),
        "ends": date(2026, 12, 31),
        "currency": "EUR",
        "cofinancing": "",
        "active": True,
    }
    with store.work() as session:
        owner = project(session)
        line = BudgetLine()
        service.save_line(session, owner, line, LINE, by=None)
        service.save_project(session, owner, values, by=None)
        line.paid = 1
        session.flush()
        session.refresh(owner)
        with pytest.raises(Refused, match="currency of P cannot be changed"):
            service.save_project(session, owner, {**values, "currency": "CZK"}, by=None)


def test_it_finds_the_newest_rate_that_is_valid_on_the_day(store) -> None:
    """The newest rate valid on the day is used, and no later one; of two for the same day, the later entry."""
    with store.work() as session:
        for day, rate in ((1, "25.0"), (10, "25.5"), (10, "25.6")):
            session.add(ExchangeRate(base="EUR", quote="CZK", rate=rate, valid_from=date(2026, 11, day)))
            session.flush()
        assert rate_on(session, "EUR", "CZK", date(2026, 10, 31)) is None
        assert rate_on(session, "EUR", "CZK", date(2026, 11, 9)).rate == "25.0"
        assert rate_on(session, "EUR", "CZK", date(2026, 11, 10)).rate == "25.6"
        assert [row.rate for row in queries.rates(session)] == ["25.6", "25.0"], "the corrected one is only history"


@pytest.mark.parametrize(
    ("minor", "currency", "wanted", "expected"),
    [
        (100, "CZK", "CZK", 100),
        (10_000, "EUR", "CZK", 250_000),
        (250_000, "CZK", "EUR", 10_000),
        (200_000, "CZK", "EUR", 8_000),
        (1_000, "JPY", "CZK", 16_000),
        (100, "USD", "CZK", None),
        (0, "USD", "CZK", 0),
    ],
)
def test_it_converts_by_the_rate_of_the_day_in_either_direction(store, minor, currency, wanted, expected) -> None:
    """Amounts are exact minor units; a rate entered the other way round is used too; without one there is no amount."""
    with store.work() as session:
        session.add(ExchangeRate(base="EUR", quote="CZK", rate="25", valid_from=date(2026, 11, 1)))
        session.add(ExchangeRate(base="JPY", quote="CZK", rate="0.16", valid_from=date(2026, 11, 1)))
        session.flush()
        assert in_currency(session, minor, currency, wanted, date(2026, 11, 2)) == expected


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("25,105", "25.105"),
        ("1 250.5", "1250.5"),
        ("0007.10", "7.10"),
        ("0", None),
        ("0.000", None),
        ("-1", None),
        ("1e5", None),
        ("nan", None),
        ("1.2.3", None),
        ("٣", None),
        ("1.12345678901", None),
        ("", None),
    ],
)
def test_it_keeps_a_rate_exactly_as_typed(typed, exact) -> None:
    """A rate is stored with the digits that were typed, and nonsense is refused."""
    assert exact_rate(typed) == exact
