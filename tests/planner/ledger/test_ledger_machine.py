"""R16: under any order of actions the ledger is what a plain model of forty lines says it is, on both databases."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models import BudgetLine, Charge, LedgerEntry, Stage
from models.words import Refused
from planner.ledger import service as ledger
from tests.support.worlds.money import make_cost, make_project

BUDGETS = {"A": 10_000, "B": 5_000}
AMOUNTS, CHOSEN, LINES = st.integers(0, 6_000), st.integers(0, 99), st.sampled_from(sorted(BUDGETS))
_numbers = count()


class Model:
    """Money as anybody would do it on paper: charges with a line, a stage and an amount; a line is never over."""

    def __init__(self) -> None:
        self.charges: list[list[Any]] = []  # line, stage, amount

    def held(self, line: str, stage: str = "") -> int:
        return sum(amount for own, at, amount in self.charges if own == line and at != "released" and stage in ("", at))

    def free(self, line: str) -> int:
        return BUDGETS[line] - self.held(line)

    def reserve(self, wanted: list[tuple[str, int]]) -> bool:
        if any(sum(amount for own, amount in wanted if own == line) > self.free(line) for line, _ in wanted):
            return False
        self.charges += [[line, "reserved", amount] for line, amount in wanted]
        return True

    def restage(self, number: int, before: str, after: str) -> None:
        if self.charges[number][1] == before:
            self.charges[number][1] = after

    def pay(self, number: int, amount: int) -> bool:
        line, stage, had = self.charges[number]
        if stage != "committed" or amount - had > self.free(line):
            return False
        self.charges[number][1:] = ["paid", amount]
        return True

    def release(self, number: int) -> int:
        _line, stage, amount = self.charges[number]
        if stage not in ("reserved", "committed"):
            return 0
        self.charges[number][1] = "released"
        return int(amount)


class Money(RuleBasedStateMachine):
    """The ledger on one database beside the model; every run has a project of its own."""

    store: Any

    def __init__(self) -> None:
        super().__init__()
        self.model, self.ids = Model(), []
        with self.store.work() as session:
            project = make_project(session, budgets=BUDGETS, code=f"P{next(_numbers)}")
            self.lines = {line.code: line.id for line in project.lines}

    def charge(self, session: Any, number: int) -> Any:
        return session.get_one(Charge, self.ids[number % len(self.ids)])

    def done(self, act: Any) -> bool:
        try:
            with self.store.work() as session:
                act(session)
        except Refused:
            return False
        return True

    @rule(wanted=st.lists(st.tuples(LINES, AMOUNTS), min_size=1, max_size=3))
    def reserve(self, wanted: list[tuple[str, int]]) -> None:
        def act(session: Any) -> None:
            rows = {code: session.get_one(BudgetLine, one) for code, one in self.lines.items()}
            made = ledger.reserve(session, [make_cost(rows[code], amount) for code, amount in wanted], by=None)
            self.ids += [charge.id for charge in made]

        assert self.done(act) is self.model.reserve(wanted)

    @rule(number=CHOSEN, verb=st.sampled_from(("commit", "uncommit", "unpay")))
    def restage(self, number: int, verb: str) -> None:
        if not self.ids:
            return
        stages = {
            "commit": ("reserved", "committed"),
            "uncommit": ("committed", "reserved"),
            "unpay": ("paid", "committed"),
        }

        def act(session: Any) -> None:
            charge = self.charge(session, number)
            if verb == "unpay":
                ledger.unpay(session, charge, by=None, why="test")
            else:
                getattr(ledger, verb)(session, [charge], by=None, why="test")

        assert self.done(act)
        self.model.restage(number % len(self.ids), *stages[verb])

    @rule(number=CHOSEN, amount=AMOUNTS)
    def pay(self, number: int, amount: int) -> None:
        if self.ids:
            told = self.done(lambda session: ledger.pay(session, self.charge(session, number), amount, "F", by=None))
            assert told is self.model.pay(number % len(self.ids), amount)

    @rule(number=CHOSEN)
    def release(self, number: int) -> None:
        if self.ids:
            given = []
            assert self.done(
                lambda session: given.append(
                    ledger.release(session, [self.charge(session, number)], by=None, why="test")
                )
            )
            assert given == [self.model.release(number % len(self.ids))]

    @invariant()
    def the_books_agree(self) -> None:
        with self.store.work(writes=False) as session:
            for code, line_id in self.lines.items():
                line = session.get_one(BudgetLine, line_id)
                sums = dict(
                    session.execute(
                        sa.select(LedgerEntry.stage, sa.func.sum(LedgerEntry.delta))
                        .where(LedgerEntry.line_id == line_id)
                        .group_by(LedgerEntry.stage)
                    ).all()
                )
                for stage in (Stage.RESERVED, Stage.COMMITTED, Stage.PAID):
                    held = self.model.held(code, stage.value)
                    assert (getattr(line, stage.value), int(sums.get(stage) or 0)) == (held, held)
                assert line.available == self.model.free(code) >= 0


def test_the_ledger_is_what_a_plain_model_says(store: Any, hard: bool) -> None:
    """200 runs of 50 steps under --hard, fewer by default."""
    examples, steps = (200, 50) if hard else (6, 20)
    run_state_machine_as_test(
        type("MoneyHere", (Money,), {"store": store}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not hard,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET why = 'x'",
        "DELETE FROM ledger_entry",
        "UPDATE budget_line SET reserved = -1",
        "UPDATE budget_line SET reserved = budget + 1",
        "UPDATE charge SET amount = -1",
    ],
)
def test_the_database_itself_refuses_what_would_spoil_the_books(store: Any, statement: str) -> None:
    with store.work() as session:
        line = make_project(session, budgets=BUDGETS, code="P").lines[0]
        ledger.reserve(session, [make_cost(line, 10)], by=None)
    with pytest.raises(sa.exc.DBAPIError), store.work() as session:
        session.execute(sa.text(statement))
