"""When support changes after the itinerary is confirmed, the ledger follows, or the message says what to do."""

from __future__ import annotations

from typing import Any

import pytest

from models import BudgetLine, CaseStatus, Charge, Stage
from models.words import Refused
from planner.cases import service
from planner.ledger import service as ledger
from tests.support.worlds.money import make_case, make_cost, make_project


@pytest.fixture
def booked(store: Any) -> Any:
    """A ticketed case with 700 committed for support on a line of 1,000; returns the database and the ids."""
    with store.work() as session:
        line = make_project(session, budgets={"A": 100_000}).lines[0]
        case = make_case(session, status=CaseStatus.TICKETED, assistance_amount=70_000)
        (charge,) = ledger.reserve(session, [make_cost(line, 70_000, case=case, kind="assistance")], by=None)
        ledger.commit(session, [charge], by=None)
        return store, charge.id, case.id


def change(session: Any, case_id: int, **values: Any) -> None:
    from models import Case

    service.correct_case(session, session.get(Case, case_id), values, by=None)


def test_another_amount_moves_the_money(booked: Any) -> None:
    """A higher or lower amount is committed at once, and an amount of zero releases the cost."""
    store, charge_id, case_id = booked
    with store.work() as session:
        charge, line = session.get(Charge, charge_id), session.query(BudgetLine).one()
        for amount in (100_000, 30_000):
            change(session, case_id, assistance_amount=amount)
            assert (charge.amount, charge.original_amount, line.committed) == (amount, amount, amount)
        change(session, case_id, assistance_amount=0)
        assert (charge.stage, line.committed, line.available) == (Stage.RELEASED, 0, 100_000)
        with pytest.raises(Refused, match="confirm the itinerary again"):
            change(session, case_id, assistance_amount=1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"assistance_amount": 100_001}, "Another 0.01 CZK is needed"),
        ({"assistance_currency": "EUR"}, "To change the currency"),
    ],
)
def test_what_cannot_follow_is_refused(booked: Any, values: dict[str, Any], words: str) -> None:
    """A change is refused and nothing is stored if the line has too little money or the currency differs."""
    store, charge_id, case_id = booked
    with pytest.raises(Refused, match=words), store.work() as session:
        change(session, case_id, **values)
    with store.work(writes=False) as session:
        assert session.get(Charge, charge_id).amount == session.query(BudgetLine).one().committed == 70_000


def test_paid_support_is_changed_through_finance(booked: Any) -> None:
    """Support that is already paid cannot be changed on the case, and the message says who can help."""
    store, charge_id, case_id = booked
    with store.work() as session:
        ledger.pay(session, session.get(Charge, charge_id), 70_000, "F", by=None)
    with pytest.raises(Refused, match="already paid"), store.work() as session:
        change(session, case_id, assistance_amount=1)
