"""Budgets and rates on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from models import BudgetLine, Donor, ExchangeRate, Project
from models.words import Refused
from planner.programmes import service
from planner.programmes.rates import exact_rate, rate_on

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


def test_it_never_lets_a_budget_fall_below_what_is_used(store) -> None:
    """A budget cannot be set below what is already used."""
    with store.work() as session:
        owner = project(session)
        line = BudgetLine()
        service.save_line(session, owner, line, LINE, by=None)
        line.reserved, line.committed = 400, 200
        session.flush()
        with pytest.raises(Refused, match="6.00 CZK of line T has already been used"):
            service.save_line(session, owner, line, {**LINE, "budget": 599}, by=None)
        service.save_line(session, owner, line, {**LINE, "budget": 600}, by=None)
        assert line.available == 0


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
    """The newest exchange rate valid on the day is used, and no later one."""
    with store.work() as session:
        for day, rate in ((1, "25.0"), (10, "25.5")):
            service.save_rate(
                session,
                ExchangeRate(),
                {"base": "EUR", "quote": "CZK", "rate": rate, "source": "x", "valid_from": date(2026, 11, day)},
                by=None,
            )
        assert rate_on(session, "EUR", "CZK", date(2026, 10, 31)) is None
        assert rate_on(session, "EUR", "CZK", date(2026, 11, 9)).rate == "25.0"
        assert rate_on(session, "EUR", "CZK", date(2026, 11, 10)).rate == "25.5"


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
