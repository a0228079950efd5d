"""R11, R67: eight people pay from one line at once, through two web processes; the line is never over."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from models import BudgetLine, Charge, Role, Stage
from planner.accounts import service as accounts
from planner.ledger import service as ledger
from tests.support.money import make_cost, make_project
from tests.support.signed_in import PASSWORD

CLIENTS = 8


@pytest.fixture
def size(hard) -> tuple[int, int]:
    """Invoices of each client, and how many of all of them the line can pay."""
    return (25, 50) if hard else (6, 12)


@pytest.fixture
def project_id(store, size) -> int:
    """Committed costs of nothing on a line that can pay a quarter of the invoices of 100 each."""
    each, cap = size
    with store.work() as session:
        project = make_project(session, budgets={"T": cap * 10_000})
        charges = ledger.reserve(session, [make_cost(project.lines[0], 0) for _ in range(CLIENTS * each)], by=None)
        ledger.commit(session, charges, by=None)
        for number in range(CLIENTS):
            accounts.add_user(session, email=f"f{number}@example.org", name="F", roles={Role.FINANCE},
                              password=PASSWORD, by=None)
        return project.id


def test_it_accepts_exactly_what_the_line_has_and_refuses_the_rest(installation, store, project_id, size) -> None:
    each, cap = size
    installation.start("web")
    with store.work(writes=False) as session:
        ids = [charge.id for charge in session.query(Charge).order_by(Charge.id)]
    answers: list[tuple[int, float]] = []
    totals: Counter[int] = Counter()

    def pay(number: int) -> None:
        client = installation.browser(f"f{number}@example.org")
        for charge_id in ids[number::CLIENTS]:
            answer = client.post(f"/budget/costs/{charge_id}/invoice", {"invoice": "F", "amount": "100"})
            answers.append((answer.status, answer.seconds))
            totals[client.get(f"/budget/{project_id}").status] += 1

    threads = [threading.Thread(target=pay, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(status for status, _seconds in answers) == {303: cap, 422: CLIENTS * each - cap}
    assert totals == {200: CLIENTS * each}
    with store.work(writes=False) as session:
        line = session.query(BudgetLine).one()
        assert (line.paid, line.available) == (cap * 10_000, 0)
        assert session.query(Charge).filter_by(stage=Stage.PAID).count() == cap
    assert "locked" not in installation.logs()
