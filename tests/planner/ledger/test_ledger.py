"""Money on budget lines is never overdrawn and never lost, and every move is recorded."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter

import pytest
import sqlalchemy as sa

from models import BudgetLine, Charge, LedgerEntry, Stage
from models.words import Refused
from planner.database.store import Database
from planner.ledger import service as ledger
from tests.support.worlds.money import make_cost, make_project


def line_of(store, budget=500_000):
    with store.work() as session:
        return make_project(session, budgets={"T": budget}).lines[0].id


def test_it_reserves_commits_pays_and_tells_every_move(store) -> None:
    """Each step of a cost moves the line's totals and leaves an entry."""
    line_id = line_of(store)
    with store.work() as session:
        (charge,) = ledger.reserve(session, [make_cost(session.get(BudgetLine, line_id), 120_000)], by=None)
        ledger.commit(session, [charge], by=None)
        ledger.pay(session, charge, 118_050, "F-1", by=None)
    with store.work(writes=False) as session:
        line = session.get(BudgetLine, line_id)
        assert (line.reserved, line.committed, line.paid, line.available) == (0, 0, 118_050, 381_950)
        sums = Counter()
        for entry in session.scalars(sa.select(LedgerEntry)):
            sums[entry.stage] += entry.delta
        assert sums == {Stage.RESERVED: 0, Stage.COMMITTED: 0, Stage.PAID: 118_050}


def test_it_takes_everything_or_nothing_and_names_what_is_missing(store) -> None:
    """Costs that a line cannot cover completely are refused completely, with the missing amount."""
    line_id = line_of(store, 100_000)
    with (
        pytest.raises(Refused, match="Line T has 1000.00 CZK available. Another 0.01 CZK is needed"),
        store.work() as session,
    ):
        line = session.get(BudgetLine, line_id)
        ledger.reserve(session, [make_cost(line, 60_000), make_cost(line, 40_001)], by=None)
    with store.work() as session:
        line = session.get(BudgetLine, line_id)
        assert line.available == 100_000
        ledger.reserve(session, [make_cost(line, 60_000), make_cost(line, 40_000)], by=None)
        assert line.available == 0


def test_it_releases_what_is_not_paid_and_takes_payments_back(store) -> None:
    """Unpaid costs can be released, and payments reversed, with the totals right after each."""
    line_id = line_of(store)
    with store.work() as session:
        line = session.get(BudgetLine, line_id)
        first, second = ledger.reserve(session, [make_cost(line, 1_000), make_cost(line, 2_000)], by=None)
        ledger.commit(session, [second], by=None)
        ledger.pay(session, second, 2_000, "F-2", by=None)
        assert ledger.release(session, [first, second], by=None, why="withdrawn") == 1_000
        assert (line.reserved, line.committed, line.paid) == (0, 0, 2_000)
        ledger.unpay(session, second, by=None, why="wrong line")
        assert (line.committed, line.paid) == (2_000, 0)
        assert ledger.release(session, [second], by=None, why="cancelled") == 2_000
        assert line.available == 500_000


def test_it_pays_an_invoice_above_the_commitment_only_while_the_line_can(store) -> None:
    """An invoice above the commitment is paid only if the line has the difference."""
    line_id = line_of(store, 10_000)
    with store.work() as session:
        (charge,) = ledger.reserve(session, [make_cost(session.get(BudgetLine, line_id), 9_000)], by=None)
        with pytest.raises(Refused, match="not committed"):
            ledger.pay(session, charge, 9_000, "F", by=None)
        ledger.commit(session, [charge], by=None)
        with pytest.raises(Refused, match="10.01 CZK more than the commitment"):
            ledger.pay(session, charge, 10_001, "F", by=None)
        ledger.pay(session, charge, 10_000, "F", by=None)


def test_it_never_goes_over_with_eight_writers_at_once(store, hard) -> None:
    """R11: eight threads that reserve until they are refused take exactly the budget."""
    line_id, tries = line_of(store, 50 * 10_000), 25 if hard else 10
    outcomes: Counter[str] = Counter()
    lock = threading.Lock()

    def writer() -> None:
        for _ in range(tries):
            try:
                with store.work() as session:
                    ledger.reserve(session, [make_cost(session.get(BudgetLine, line_id), 10_000)], by=None)
                told = "taken"
            except Refused:
                told = "refused"
            with lock:
                outcomes[told] += 1

    threads = [threading.Thread(target=writer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"taken": 50, "refused": 8 * tries - 50}
    with store.work(writes=False) as session:
        assert session.get(BudgetLine, line_id).available == 0
        assert session.scalar(sa.select(sa.func.sum(LedgerEntry.delta))) == 500_000


def test_it_is_refused_by_the_database_itself_when_code_goes_round_the_ledger(store) -> None:
    """Code that bypasses the ledger cannot overdraw a line, because the database refuses."""
    line_id = line_of(store, 1_000)
    with pytest.raises(sa.exc.IntegrityError), store.work() as session:
        session.execute(sa.update(BudgetLine).where(BudgetLine.id == line_id).values(reserved=1_001))


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET delta = 0", "DELETE FROM ledger_entry"])
def test_it_lets_nobody_change_or_delete_an_entry(store, statement) -> None:
    """Nobody can change or delete an entry of the ledger, not even in SQL."""
    line_id = line_of(store)
    with store.work() as session:
        ledger.reserve(session, [make_cost(session.get(BudgetLine, line_id), 1_000)], by=None)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.work() as session:
        session.execute(sa.text(statement))
    with store.work(writes=False) as session:
        assert session.scalar(sa.select(Charge.amount)) == 1_000


@pytest.mark.postgres
@pytest.mark.parametrize(
    "again",
    [
        lambda session, charge: ledger.pay(session, charge, 1_000, "F-2", by=None),
        lambda session, charge: ledger.release(session, [charge], by=None, why="late"),
        lambda session, charge: ledger.uncommit(session, [charge], by=None, why="late"),
    ],
    ids=["paid twice", "released after", "taken back after"],
)
def test_it_looks_again_at_a_cost_that_somebody_else_moved_meanwhile(postgres_url, again) -> None:
    """R11: a cost that another transaction changed after it was read is read again under the lock, on PostgreSQL."""
    store = Database(postgres_url)
    line_id = line_of(store, 10_000)
    with store.work() as session:
        line = session.get(BudgetLine, line_id)
        charges = ledger.reserve(session, [make_cost(line, 1_000), make_cost(line, 5_000)], by=None)
        ledger.commit(session, charges, by=None)
        charge_id = charges[0].id
    with contextlib.suppress(Refused), store.work() as late:
        charge = late.get(Charge, charge_id)
        with store.work() as quick:
            ledger.pay(quick, quick.get(Charge, charge_id), 1_000, "F-1", by=None)
        again(late, charge)
    with store.work(writes=False) as session:
        line, charge = session.get(BudgetLine, line_id), session.get(Charge, charge_id)
        assert (line.committed, line.paid, charge.stage, charge.invoice) == (5_000, 1_000, Stage.PAID, "F-1")
    store.engine.dispose()
