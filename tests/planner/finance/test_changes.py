"""Changes of budgets, dates and rates on their pages: finance enters them, the approver confirms, and both see them."""

from __future__ import annotations

from typing import Any

import pytest

from models import BudgetLine, ExchangeRate, MoneyChange
from tests.support.pages.html import faults
from tests.support.worlds.money import make_project


@pytest.fixture
def line_id(app: Any) -> int:
    with app.extensions["navrat.database"].work() as session:
        return int(make_project(session, budgets={"T": 50_000_000}).lines[0].id)


def budget(app: Any, line_id: int) -> int:
    with app.extensions["navrat.database"].work(writes=False) as session:
        return int(session.get(BudgetLine, line_id).budget)


def test_a_budget_above_the_threshold_is_confirmed_by_the_approver(app: Any, sign_in: Any, line_id: int) -> None:
    """Both see the waiting change and the old value; finance cannot confirm it; Today links the approver to it."""
    finance, approver, page = sign_in("finance"), sign_in("approver"), f"/budget/lines/{line_id}"
    sent = {"budget": "900 000", "valid_from": "1 11 2026", "why": "Amendment 2 of the grant"}
    assert finance.post(f"{page}/budget", sent, page=page).status_code == 303
    for browser in (finance, approver):
        shown = browser.get(page).text
        assert "Amendment 2 of the grant" in shown and "Waiting for a second person" in shown
        assert "900,000.00" in shown and "500,000.00" in shown and faults(shown) == []
    assert budget(app, line_id) == 50_000_000
    assert "1 change is waiting" in approver.get("/").text and "change is waiting" not in finance.get("/").text
    listed = approver.get("/budget/changes").text
    assert listed.count("/budget/changes/1") == 1 and faults(listed) == []
    assert finance.post("/budget/changes/1/confirm", page="/budget/changes/1").status_code == 403
    assert approver.post("/budget/changes/1/refuse", {"why": ""}, page="/budget/changes/1").status_code == 422
    assert approver.post("/budget/changes/1/confirm", page="/budget/changes/1").status_code == 303
    assert budget(app, line_id) == 90_000_000
    assert "change is waiting" not in approver.get("/").text
    assert finance.post("/budget/changes/1/withdraw", page="/budget/changes/1").status_code == 409


def test_who_has_both_rights_still_cannot_confirm_alone(app: Any, sign_in: Any, line_id: int) -> None:
    """R89: a change entered by a user who is both finance and approver must be confirmed by another approver."""
    both, page = sign_in("finance", "approver"), f"/budget/lines/{line_id}"
    sent = {"budget": "900 000", "valid_from": "1 11 2026", "why": "Amendment"}
    assert both.post(f"{page}/budget", sent, page=page).status_code == 303
    assert "another approver must confirm" in both.get("/budget/changes/1").text
    answer = both.post("/budget/changes/1/confirm", page="/budget/changes/1")
    assert answer.status_code == 409 and budget(app, line_id) == 50_000_000


def test_dates_of_a_line_and_a_project_have_pages_with_their_history(app: Any, sign_in: Any, line_id: int) -> None:
    """Dates of a line or a project are changed on their own page, which shows who changed what and why."""
    finance = sign_in("finance")
    sent = {"valid_from": "1 11 2026", "why": "Extension agreed"}
    moved = finance.post(
        "/budget/1/period", {**sent, "starts": "1 1 2026", "ends": "5 7 2027"}, page="/budget/1/period"
    )
    assert moved.status_code == 303
    page = f"/budget/lines/{line_id}"
    assert finance.post(f"{page}/period", {**sent, "starts": "", "ends": "4 7 2027"}, page=page).status_code == 303
    for url in ("/budget/1/period", page):
        shown = finance.get(url).text
        assert "Extension agreed" in shown and "In effect" in shown and faults(shown) == [], url


def test_a_rate_has_no_way_to_be_changed_and_shows_its_history(app: Any, sign_in: Any) -> None:
    """Two rates of one pair are listed together; a correction for the same day waits and is not used."""
    finance, approver = sign_in("finance"), sign_in("approver")
    rate = {"base": "EUR", "quote": "CZK", "source": "ECB", "valid_from": "1 11 2026"}
    assert finance.post("/programmes/rates/new", {**rate, "rate": "25"}).status_code == 303
    wrong = finance.post("/programmes/rates/new", {**rate, "rate": "26"})
    assert wrong.status_code == 409 and "Give a short reason" in wrong.text
    assert finance.post("/programmes/rates/new", {**rate, "rate": "26", "why": "mistyped"}).status_code == 303
    assert "1 rate is waiting for a second person" in finance.get("/programmes/rates").text
    assert finance.post("/programmes/rates/1", {**rate, "rate": "9"}).status_code == 405
    with app.extensions["navrat.database"].work(writes=False) as session:
        waiting = session.query(MoneyChange).order_by(MoneyChange.id.desc()).first().id
    page = f"/budget/changes/{waiting}"
    assert approver.post(f"{page}/confirm", page=page).status_code == 303
    shown = finance.get("/programmes/rates/2").text
    assert "mistyped" in shown and "confirmed by Approver" in shown and "corrected" in shown and faults(shown) == []
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert [row.rate for row in session.query(ExchangeRate).order_by(ExchangeRate.id)] == ["25", "26"]
