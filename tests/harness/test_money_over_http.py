"""R11, R67: eight people pay from one line at once through two web processes, and the line is never overdrawn."""

from __future__ import annotations

import statistics
import sys
import threading
from collections import Counter
from typing import Any

import pytest

from models import BudgetLine, Charge, Role, Stage
from planner.accounts import service as accounts
from planner.ledger import service as ledger
from tests.support.browsing.signed_in import PASSWORD
from tests.support.worlds.money import make_cost, make_project

PAID = {"invoice": "F", "amount": "100", "asked": "10000", "sure": "y"}
"""An invoice of 100 for a commitment of 0, with the page's question already answered."""
CLIENTS = 8


@pytest.fixture
def size(hard) -> tuple[int, int]:
    """Invoices of each client, and how many of all invoices the line can pay."""
    return (25, 50) if hard else (6, 12)


@pytest.fixture
def payers(installation, store) -> list[Any]:
    """Eight finance users, each signed in with their own browser."""
    with store.work() as session:
        for number in range(CLIENTS):
            accounts.add_user(
                session, email=f"f{number}@example.org", name="F", roles={Role.FINANCE}, password=PASSWORD, by=None
            )
    installation.start("web")
    return [installation.browser(f"f{number}@example.org") for number in range(CLIENTS)]


def line_to_pay_from(store: Any, repetition: int, each: int, cap: int) -> tuple[int, int, list[int]]:
    """Project, line and committed costs of 0, on a line that can pay `cap` invoices of 100."""
    with store.work() as session:
        project = make_project(session, budgets={"T": cap * 10_000}, code=f"P{repetition}")
        charges = ledger.reserve(session, [make_cost(project.lines[0], 0) for _ in range(CLIENTS * each)], by=None)
        ledger.commit(session, charges, by=None)
        return project.id, project.lines[0].id, [charge.id for charge in charges]


def test_it_accepts_exactly_what_the_line_has_and_refuses_the_rest(installation, store, payers, size, hard) -> None:
    """As many payments succeed as the line can pay; with --hard 20 times, and 95 of 100 answers within 0.5 seconds."""
    each, cap = size
    seconds: list[float] = []
    for repetition in range(20 if hard else 1):
        project_id, line_id, ids = line_to_pay_from(store, repetition, each, cap)
        answers, totals = paid_at_once(payers, project_id, ids)
        seconds += [taken for _status, taken in answers]
        assert Counter(status for status, _seconds in answers) == {303: cap, 409: CLIENTS * each - cap}
        assert totals == {200: CLIENTS * each}
        with store.work(writes=False) as session:
            line = session.get_one(BudgetLine, line_id)
            assert (line.paid, line.available) == (cap * 10_000, 0)
            assert session.query(Charge).filter_by(stage=Stage.PAID, line_id=line_id).count() == cap
    assert "locked" not in installation.logs()
    p95 = statistics.quantiles(seconds, n=20)[-1]
    sys.stdout.write(
        f"{len(seconds)} payments, median {statistics.median(seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms\n"
    )
    assert not hard or p95 < 0.5


def paid_at_once(payers: list[Any], project_id: int, ids: list[int]) -> tuple[list[tuple[int, float]], Counter[int]]:
    """All users pay their share of the invoices at once and open the budget after each payment."""
    answers: list[tuple[int, float]] = []
    totals: Counter[int] = Counter()

    def pay(number: int) -> None:
        for charge_id in ids[number::CLIENTS]:
            answer = payers[number].post(f"/budget/costs/{charge_id}/invoice", PAID)
            answers.append((answer.status, answer.seconds))
            totals[payers[number].get(f"/budget/{project_id}").status] += 1

    threads = [threading.Thread(target=pay, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, totals
