"""Payments reversed, money claimed, refunded, credited and given up, exact to the haléř on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from models import BudgetLine, Charge, Claim, Refund, RefundKind, Stage
from models.words import Refused
from planner.ledger import claims
from planner.ledger import service as ledger
from tests.support.worlds.money import make_cost, make_project


def committed(session: Any, amount: int = 850_000, budget: int = 90_000_000) -> Charge:
    """One committed cost on its own line."""
    line = make_project(session, budgets={"T": budget}).lines[0]
    (charge,) = ledger.reserve(session, [make_cost(line, amount)], by=None)
    ledger.commit(session, [charge], by=None)
    return charge


def counters(line: BudgetLine) -> tuple[int, int, int, int]:
    return line.committed, line.paid, line.claimed, line.available


@pytest.mark.parametrize("mistyped", [0, 85_000_000, 850_000])
def test_reversing_restores_what_was_committed_and_not_what_was_mistyped(store: Any, mistyped: int) -> None:
    """Reversing a payment with a mistyped amount restores the committed 8,500, also the second time."""
    with store.work() as session:
        charge = committed(session)
        for _ in range(2):
            ledger.pay(session, charge, mistyped, "F-1", by=None)
            assert counters(charge.line) == (0, mistyped, 0, 90_000_000 - mistyped)
            ledger.unpay(session, charge, by=None, why="mistyped")
            assert (charge.stage, charge.amount, charge.invoice) == (Stage.COMMITTED, 850_000, "")
            assert counters(charge.line) == (850_000, 0, 0, 89_150_000)


def test_reversing_says_so_when_the_line_has_spent_the_money_meanwhile(store: Any) -> None:
    """If the line has no money left for the commitment, the reversal is refused with the amount that is available."""
    with store.work() as session:
        charge = committed(session, amount=850_000, budget=1_000_000)
        ledger.pay(session, charge, 0, "F-1", by=None)
        ledger.reserve(session, [make_cost(charge.line, 1_000_000)], by=None)
        with pytest.raises(Refused, match="has only 0.00 CZK available"):
            ledger.unpay(session, charge, by=None, why="mistyped")
        assert (charge.stage, charge.line.available) == (Stage.PAID, 0)


def test_a_claim_of_a_paid_cost_leaves_paid_only_by_what_comes_back(store: Any) -> None:
    """Claimed money becomes available only by a refund or a credit note, and what is given up stays paid."""
    with store.work() as session:
        charge = committed(session)
        ledger.pay(session, charge, 850_000, "F-1", by=None)
        assert claims.claim(session, charge, by=None, why="withdrawn") == 850_000
        assert counters(charge.line) == (0, 850_000, 850_000, 89_150_000)
        assert ledger.release(session, [charge], by=None, why="no") == 0
        assert claims.claim(session, charge, by=None, why="twice") == 0
        claims.give_back(session, charge, RefundKind.REFUND, 300_000, "R-1", by=None)
        assert counters(charge.line) == (0, 550_000, 550_000, 89_450_000)
        claims.give_back(session, charge, RefundKind.CREDIT_NOTE, 100_000, "D-1", by=None)
        assert counters(charge.line) == (0, 450_000, 450_000, 89_550_000)
        with pytest.raises(Refused, match="reason"):
            claims.give_up(session, charge, by=None, why=" ")
        assert claims.give_up(session, charge, by=None, why="not refundable") == 450_000
        assert counters(charge.line) == (0, 450_000, 0, 89_550_000)
        claim = session.query(Claim).one()
        assert (claim.outstanding, claim.given_up) == (0, 450_000) and claim.closed_at


def test_a_ticket_not_yet_invoiced_ends_by_a_credit_note_or_its_invoice(store: Any) -> None:
    """A claim of a committed ticket can end by a credit note, not by a refund; a smaller invoice reduces it."""
    with store.work() as session:
        charge = committed(session)
        claims.claim(session, charge, by=None, why="withdrawn")
        assert counters(charge.line) == (850_000, 0, 850_000, 89_150_000)
        with pytest.raises(Refused, match="Only a paid cost"):
            claims.give_back(session, charge, RefundKind.REFUND, 1, "R", by=None)
        ledger.uncommit(session, [charge], by=None, why="no")
        assert charge.stage is Stage.COMMITTED
        ledger.pay(session, charge, 200_000, "fee", by=None)
        assert counters(charge.line) == (0, 200_000, 200_000, 89_800_000)
        ledger.unpay(session, charge, by=None, why="wrong")
        assert counters(charge.line) == (850_000, 0, 850_000, 89_150_000)
        row = claims.give_back(session, charge, RefundKind.CREDIT_NOTE, 850_000, "D", by=None)
        assert (charge.stage, counters(charge.line)) == (Stage.REFUNDED, (0, 0, 0, 90_000_000))
        claims.take_back(session, row, by=None, why="wrong cost")
        assert (charge.stage, counters(charge.line)) == (Stage.COMMITTED, (850_000, 0, 850_000, 89_150_000))


def test_a_payment_with_a_refund_is_reversed_only_after_the_refund(store: Any) -> None:
    """A payment can be reversed only after its refund has been, and a refund cannot exceed the cost."""
    with store.work() as session:
        charge = committed(session)
        ledger.pay(session, charge, 850_000, "F-1", by=None)
        for wrong in (0, -1, 850_001):
            with pytest.raises(Refused, match="above zero"):
                claims.give_back(session, charge, RefundKind.REFUND, wrong, "R", by=None)
        row = claims.give_back(session, charge, RefundKind.REFUND, 850_000, "R", by=None)
        with pytest.raises(Refused, match="not paid"):
            ledger.unpay(session, charge, by=None, why="wrong")
        claims.take_back(session, row, by=None, why="wrong")
        with pytest.raises(Refused, match="no longer be reversed"):
            claims.take_back(session, session.get(Refund, row.id), by=None, why="again")
        ledger.unpay(session, charge, by=None, why="wrong")
        assert counters(charge.line) == (850_000, 0, 0, 89_150_000)
