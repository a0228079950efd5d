"""A cost moves to another budget line: totals and entries agree, ceilings hold, also with many moves at once."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Charge, LedgerEntry, Project, Stage
from models.words import Refused
from planner.ledger import claims
from planner.ledger import service as ledger
from planner.ledger.moving import COUNTERS
from planner.ledger.transfers import transfer
from tests.support.worlds.money import make_cost, make_project


def two_lines(session: Any, *, first: int = 100_000, second: int = 50_000) -> tuple[BudgetLine, BudgetLine]:
    project = make_project(session, budgets={"A": first, "B": second})
    return project.lines[0], project.lines[1]


def agree(session: Any) -> bool:
    """Whether every total of every line equals the sum of its entries and the sum of its costs."""
    session.flush()
    moved, held = Counter(), Counter()
    for entry in session.scalars(sa.select(LedgerEntry)):
        moved[entry.line_id, entry.stage] += entry.delta
    for charge in session.scalars(sa.select(Charge).where(Charge.stage.in_(tuple(COUNTERS)))):
        held[charge.line_id, charge.stage] += charge.amount
    lines = session.scalars(sa.select(BudgetLine).execution_options(populate_existing=True)).all()
    return all(
        getattr(line, name) == moved[line.id, stage] == held[line.id, stage]
        for line in lines
        for stage, name in COUNTERS.items()
        if stage is not Stage.CLAIMED
    )


@pytest.mark.parametrize("stage", [Stage.RESERVED, Stage.COMMITTED, Stage.PAID])
def test_a_cost_moves_with_its_stage(store, stage: Stage) -> None:
    """A cost keeps its stage on the new line, and its payment can be reversed there."""
    with store.work() as session:
        first, second = two_lines(session)
        (charge,) = ledger.reserve(session, [make_cost(first, 20_000)], by=None)
        if stage is not Stage.RESERVED:
            ledger.commit(session, [charge], by=None)
        if stage is Stage.PAID:
            ledger.pay(session, charge, 21_000, "F-1", by=None)
        transfer(session, charge, second, by=None, why="the grant is used up")
        assert (charge.line_id, charge.stage, first.available) == (second.id, stage, 100_000)
        assert agree(session)
        if stage is Stage.PAID:
            ledger.unpay(session, charge, by=None, why="wrong invoice")
            assert (second.committed, second.paid) == (20_000, 0) and agree(session)


def test_a_move_that_cannot_be_is_refused_in_words(store) -> None:
    """A move without a reason, beyond the ceiling, or to an unsuitable line is refused with an explanation."""
    with store.work() as session:
        first, second = two_lines(session)
        large, small, claimed = ledger.reserve(
            session, [make_cost(first, 50_001), make_cost(first, 10), make_cost(first, 20)], by=None
        )
        ledger.commit(session, [claimed], by=None)
        claims.claim(session, claimed, by=None, why="cancelled")

        def refused(charge: Charge, target: BudgetLine, words: str, why: str = "x") -> None:
            with pytest.raises(Refused, match=words):
                transfer(session, charge, target, by=None, why=why)

        refused(small, second, "Give a short reason", why=" ")
        refused(small, first, "is on line A already")
        refused(large, second, "Line B has 500.00 CZK available. Another 0.01 CZK is needed")
        refused(claimed, second, "not claimed back")
        second.covers = ["escort"]
        session.flush()
        refused(small, second, "does not cover this type of cost: transport")
        second.covers = ["transport"]
        euro = make_project(session, budgets={"E": 50_000}, code="EUR")
        session.get(Project, euro.id).currency = "EUR"
        session.flush()
        refused(small, euro.lines[0], "Line E is in EUR. Choose a line in CZK")
        ledger.release(session, [small], by=None, why="over")
        refused(small, second, "not claimed back")
        assert agree(session)


def test_ceilings_hold_when_costs_move_both_ways_at_once(store) -> None:
    """R11, R13: eight users move costs between two nearly full lines while two reserve; no line is overdrawn."""
    with store.work() as session:
        first, second = two_lines(session, first=70_000, second=70_000)
        costs = [make_cost(line, 10_000) for line in (first, second) for _ in range(4)]
        charges = [one.id for one in ledger.reserve(session, costs, by=None)]
        ids = (first.id, second.id)
    start, outcomes, lock, errors = threading.Barrier(10), Counter(), threading.Lock(), []

    def act(number: int) -> None:
        start.wait()
        try:
            with store.work() as session:
                if number >= len(charges):
                    ledger.reserve(session, [make_cost(session.get(BudgetLine, ids[number % 2]), 20_000)], by=None)
                    told = "reserved"
                else:
                    charge = session.get(Charge, charges[number])
                    target = ids[1] if charge.line_id == ids[0] else ids[0]
                    transfer(session, charge, session.get(BudgetLine, target), by=None, why="moved")
                    told = "moved"
        except Refused:
            told = "refused"
        except Exception as error:
            errors.append(error)
            return
        with lock:
            outcomes[told] += 1

    threads = [threading.Thread(target=act, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors and sum(outcomes.values()) == 10 and outcomes["moved"]
    with store.work() as session:
        lines = session.scalars(sa.select(BudgetLine)).all()
        assert all(line.available >= 0 for line in lines) and agree(session)
        assert sum(line.reserved for line in lines) == 80_000 + 20_000 * outcomes["reserved"]


@pytest.mark.postgres
def test_a_cost_that_moved_meanwhile_is_paid_on_its_new_line(postgres_url) -> None:
    """R11: a cost that was moved after it was read is paid on its new line."""
    from planner.database.store import Database

    store = Database(postgres_url)
    with store.work() as session:
        first, second = two_lines(session)
        (charge,) = ledger.reserve(session, [make_cost(first, 1_000)], by=None)
        ledger.commit(session, [charge], by=None)
        charge_id, second_id = charge.id, second.id
    with store.work() as late:
        copy = late.get(Charge, charge_id)
        with store.work() as quick:
            transfer(quick, quick.get(Charge, charge_id), quick.get(BudgetLine, second_id), by=None, why="moved")
        ledger.pay(late, copy, 1_000, "F-1", by=None)
    with store.work() as session:
        assert session.get(BudgetLine, second_id).paid == 1_000 and agree(session)
    store.engine.dispose()
