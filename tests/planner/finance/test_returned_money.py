"""Returned money on finance's pages: unusual invoices, refunds, credit notes, claims, waivers; and on the case."""

from __future__ import annotations

from typing import Any

import pytest

from models import BudgetLine, Charge, Claim, Stage
from planner.ledger import claims
from planner.ledger import service as ledger
from tests.support.worlds.money import make_case, make_cost, make_project


@pytest.fixture
def charge_id(app: Any) -> int:
    """A case's committed fare of 8,500."""
    with app.extensions["navrat.database"].work() as session:
        line = make_project(session, budgets={"T": 90_000_000}).lines[0]
        (charge,) = ledger.reserve(session, [make_cost(line, 850_000, case=make_case(session))], by=None)
        ledger.commit(session, [charge], by=None)
        return int(charge.id)


def now(app: Any, charge_id: int) -> tuple[Stage, int, int]:
    """Stage and amount of the cost, and what its line has available."""
    with app.extensions["navrat.database"].work(writes=False) as session:
        charge = session.get(Charge, charge_id)
        return charge.stage, charge.amount, charge.line.available


@pytest.mark.parametrize("typed", ["850000", "0", "10500.01", "7600"])
def test_an_invoice_far_from_its_commitment_is_asked_about_first(
    app: Any, sign_in: Any, charge_id: int, typed: str
) -> None:
    """An unusual invoice is stored only after the two amounts are confirmed; a tick for another amount is ignored."""
    finance, page = sign_in("finance"), f"/budget/costs/{charge_id}"
    sent = {"invoice": "F-77", "amount": typed}
    asked = finance.post(f"{page}/invoice", sent, page=page)
    assert asked.status_code == 422 and 'value="F-77"' in asked.text and f'value="{typed}"' in asked.text
    assert "8,500.00" in asked.text and 'name="sure"' in asked.text
    assert now(app, charge_id)[:2] == (Stage.COMMITTED, 850_000)
    other = finance.post(f"{page}/invoice", {**sent, "asked": "1", "sure": "y"}, page=page)
    assert other.status_code == 422 and now(app, charge_id)[0] is Stage.COMMITTED
    minor = str(int(round(float(typed) * 100)))
    assert finance.post(f"{page}/invoice", {**sent, "asked": minor, "sure": "y"}, page=page).status_code == 303
    assert now(app, charge_id)[:2] == (Stage.PAID, int(minor))
    assert finance.post(f"{page}/take-back", {"why": "mistyped"}, page=page).status_code == 303
    assert now(app, charge_id)[:2] == (Stage.COMMITTED, 850_000)


def test_an_invoice_near_its_commitment_is_simply_paid(app: Any, sign_in: Any, charge_id: int) -> None:
    """An invoice within both limits is paid without a question."""
    page = f"/budget/costs/{charge_id}"
    answer = sign_in("finance").post(f"{page}/invoice", {"invoice": "F-1", "amount": "8600"}, page=page)
    assert answer.status_code == 303 and now(app, charge_id)[:2] == (Stage.PAID, 860_000)


def test_a_claim_is_listed_followed_and_ended(app: Any, sign_in: Any, charge_id: int) -> None:
    """A claim is listed with its next step, refunds are entered and reversed, and only an approver waives the rest."""
    with app.extensions["navrat.database"].work() as session:
        charge = session.get(Charge, charge_id)
        ledger.pay(session, charge, 850_000, "F-1", by=None)
        claims.claim(session, charge, by=None, why="changed their mind")
        project_id, case_id = charge.line.project_id, charge.case_id
    finance, approver, page = sign_in("finance"), sign_in("approver"), f"/budget/costs/{charge_id}"
    listed = finance.get(f"/budget/{project_id}/claims").text
    assert "CZ-26-0001" in listed and "8,500.00" in listed and "request the refund" in listed
    assert finance.post(f"{page}/requested", {"requested_on": "1 11 2026"}, page=page).status_code == 303
    assert "Supplier: refund or credit note" in finance.get(f"/budget/{project_id}/claims").text
    sent = {"kind": "refund", "document": "R-1", "back": "3000"}
    assert finance.post(f"{page}/back", {**sent, "back": "8500.01"}, page=page).status_code == 409
    assert finance.post(f"{page}/back", sent, page=page).status_code == 303
    assert now(app, charge_id) == (Stage.PAID, 550_000, 90_000_000 - 550_000)
    shown = sign_in("case_worker").get(f"/cases/{case_id}/money").text
    assert all(figure in shown for figure in ("8,500.00", "3,000.00", "5,500.00")), "paid, refunded, still claimed"
    assert finance.post(f"{page}/back/reverse", {"why": "other cost", "refund": "1"}, page=page).status_code == 303
    assert now(app, charge_id)[1] == 850_000
    assert finance.post(f"{page}/give-up", {"given_up_why": "no"}, page=page).status_code == 403
    assert approver.post(f"{page}/give-up", {"given_up_why": ""}, page=page).status_code == 422
    assert approver.post(f"{page}/give-up", {"given_up_why": "fare rules"}, page=page).status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        claim, line = session.query(Claim).one(), session.query(BudgetLine).one()
        assert (claim.outstanding, claim.given_up, line.claimed, line.paid) == (0, 850_000, 0, 850_000)


def test_a_restricted_claim_is_in_the_sums_and_nowhere_else(app: Any, sign_in: Any) -> None:
    """A user who cannot see the case sees its claim only in the total of costs that are not listed."""
    with app.extensions["navrat.database"].work() as session:
        line = make_project(session, budgets={"T": 90_000_000}).lines[0]
        case = make_case(session, number="CZ-26-0666", restricted=True)
        (charge,) = ledger.reserve(session, [make_cost(line, 12_345, case=case)], by=None)
        ledger.commit(session, [charge], by=None)
        claims.claim(session, charge, by=None, why="left")
        project_id, hidden = line.project_id, charge.id
    finance = sign_in("finance")
    listed = finance.get(f"/budget/{project_id}/claims").text
    assert "CZ-26-0666" not in listed and f"/costs/{hidden}" not in listed and listed.count("123.45") == 2
    sent = {"kind": "credit_note", "document": "D", "back": "1"}
    assert finance.post(f"/budget/costs/{hidden}/back", sent, page="/account").status_code == 404
