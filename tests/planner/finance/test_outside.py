"""Payments outside the dates of a line need an approver; limits for invoices are in the line's currency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import Charge, Event, ExchangeRate, MoneyChange, Stage
from models.office import today
from planner import settings
from planner.finance import service
from planner.ledger import service as ledger
from tests.support.pages.html import faults
from tests.support.worlds.money import make_case, make_cost, make_project

ASKED = settings.RULES["invoice_difference"].default


@pytest.fixture
def charge_id(app: Any) -> int:
    """A committed fare of 8,500 on a line whose last day was yesterday."""
    with app.extensions["navrat.database"].work() as session:
        line = make_project(session, budgets={"T": 90_000_000}).lines[0]
        line.ends = today() - timedelta(days=1)
        (charge,) = ledger.reserve(session, [make_cost(line, 850_000, case=make_case(session))], by=None)
        ledger.commit(session, [charge], by=None)
        return int(charge.id)


def stage(app: Any, charge_id: int) -> Stage:
    with app.extensions["navrat.database"].work(writes=False) as session:
        return Stage(session.get(Charge, charge_id).stage)


def test_a_payment_outside_the_dates_needs_a_reason_and_an_approver(app: Any, sign_in: Any, charge_id: int) -> None:
    """The payment waits, shown to both, until the approver confirms it; the event says who paid and why."""
    finance, approver, page = sign_in("finance"), sign_in("approver"), f"/budget/costs/{charge_id}"
    shown = finance.get(page).text
    assert "Line T can pay from" in shown and faults(shown) == []
    sent = {"invoice": "F-1", "amount": "8500"}
    refused = finance.post(f"{page}/invoice", sent, page=page)
    assert refused.status_code == 409 and 'value="F-1"' in refused.text
    assert finance.post(f"{page}/invoice", {**sent, "outside_why": "sent late"}, page=page).status_code == 303
    assert stage(app, charge_id) is Stage.COMMITTED
    for browser in (finance, approver):
        waits = browser.get(page).text
        assert "is waiting for an approver" in waits and faults(waits) == []
    again = finance.post(f"{page}/invoice", {**sent, "outside_why": "again"}, page=page)
    assert again.status_code == 409 and "Another change is waiting" in again.text
    assert "1 change is waiting" in approver.get("/").text
    assert approver.post("/budget/changes/1/confirm", page="/budget/changes/1").status_code == 303
    assert stage(app, charge_id) is Stage.PAID
    with app.extensions["navrat.database"].work(writes=False) as session:
        told = session.query(Event).filter(Event.action == "charge.paid").one()
        assert told.why == "sent late" and told.what["invoice"] == "F-1"


def test_a_refused_payment_leaves_the_cost_committed(app: Any, sign_in: Any, charge_id: int) -> None:
    """After a refusal the invoice can be entered again."""
    finance, approver, page = sign_in("finance"), sign_in("approver"), f"/budget/costs/{charge_id}"
    sent = {"invoice": "F-1", "amount": "8500", "outside_why": "sent late"}
    assert finance.post(f"{page}/invoice", sent, page=page).status_code == 303
    url = "/budget/changes/1"
    assert approver.post(f"{url}/refuse", {"why": "the project is closed"}, page=url).status_code == 303
    assert stage(app, charge_id) is Stage.COMMITTED
    assert finance.post(f"{page}/invoice", sent, page=page).status_code == 303


def test_a_waiting_payment_of_a_restricted_case_is_hidden(app: Any, sign_in: Any) -> None:
    """R23: an approver without the right sees neither the waiting payment nor a count of it."""
    with app.extensions["navrat.database"].work() as session:
        line = make_project(session, budgets={"T": 90_000_000}).lines[0]
        case = make_case(session, number="CZ-26-0666", restricted=True)
        (charge,) = ledger.reserve(session, [make_cost(line, 12_345, case=case)], by=None)
        session.add(
            MoneyChange(
                kind="payment",
                charge=charge,
                before={"amount": 12_345},
                after={"amount": 12_345, "invoice": "F-666"},
                valid_from=today(),
                why="sent late",
                second_needed=True,
            )
        )
    approver = sign_in("approver")
    assert "change is waiting" not in approver.get("/").text
    assert "sent late" not in approver.get("/budget/changes").text
    assert approver.get("/budget/changes/1").status_code == 404
    assert approver.post("/budget/changes/1/confirm", page="/account").status_code == 404


@pytest.mark.parametrize(("currency", "worth"), [("CZK", ASKED), ("EUR", ASKED // 25)])
def test_the_amount_at_which_an_invoice_is_asked_about_is_converted(store, currency: str, worth: int) -> None:
    """The limit for asking about an invoice is set in the office's currency and converted to the line's currency."""
    with store.work() as session:
        project = make_project(session, budgets={"T": 10**11})
        project.currency = currency
        session.flush()
        (charge,) = ledger.reserve(session, [make_cost(project.lines[0], 10**10)], by=None)
        ledger.commit(session, [charge], by=None)
        if currency == "EUR":
            assert service.is_unusual(session, charge, 10**10 + 1, today()), "without a rate every difference is"
            session.add(ExchangeRate(base="EUR", quote="CZK", rate="25", valid_from=today()))
            session.flush()
        assert not service.is_unusual(session, charge, 10**10 + worth, today())
        assert service.is_unusual(session, charge, 10**10 + worth + 1, today())


def test_a_ticketed_cost_is_moved_to_another_line_on_its_page(app: Any, sign_in: Any, charge_id: int) -> None:
    """A cost can be moved only to lines that can pay it; the event gives lines and reason; readers cannot move it."""
    with app.extensions["navrat.database"].work() as session:
        other = make_project(session, budgets={"N": 90_000_000, "CLOSED": 90_000_000}, code="MV-26")
        closed = next(line for line in other.lines if line.code == "CLOSED")
        closed.active = False
        target, closed_id = next(line.id for line in other.lines if line.code == "N"), closed.id
    finance, page = sign_in("finance"), f"/budget/costs/{charge_id}"
    shown = finance.get(page).text
    assert "MV-26 · N" in shown and "CLOSED" not in shown and faults(shown) == []
    assert finance.post(f"{page}/line", {"line_id": target, "line_why": ""}, page=page).status_code == 422
    assert finance.post(f"{page}/line", {"line_id": closed_id, "line_why": "x"}, page=page).status_code == 422
    sent = {"line_id": target, "line_why": "the grant is used up"}
    assert sign_in("planner").post(f"{page}/line", sent, page=page).status_code == 403
    assert finance.post(f"{page}/line", sent, page=page).status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get(Charge, charge_id).line_id == target
        told = session.query(Event).filter(Event.action == "charge.line_changed").one()
        assert told.what["line"] == ["AMIF-26:T", "MV-26:N"] and told.why == "the grant is used up"
