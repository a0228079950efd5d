"""R16: after any order of actions the ledger equals a simple model, on both databases."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models import BudgetLine, Charge, LedgerEntry, Refund, RefundKind, Stage
from models.words import Refused
from planner.ledger import claims
from planner.ledger import service as ledger
from tests.support.worlds.money import make_cost, make_project

BUDGETS = {"A": 10_000, "B": 5_000}
STAGES = ("reserved", "committed", "paid")
AMOUNTS, CHOSEN, LINES = st.integers(0, 6_000), st.integers(0, 99), st.sampled_from(sorted(BUDGETS))
_numbers = count()


class Model:
    """Money as one would calculate it on paper: costs with line, stage, amount, commitment and claim."""

    def __init__(self) -> None:
        self.charges: list[dict[str, Any]] = []
        self.back: list[dict[str, Any]] = []  # refunds and credit notes

    def held(self, line: str, stage: str = "") -> int:
        own = [one for one in self.charges if one["line"] == line]
        if stage == "claimed":
            return sum(one["claim"] or 0 for one in own)
        return sum(one["amount"] for one in own if one["stage"] in STAGES and stage in ("", one["stage"]))

    def free(self, line: str) -> int:
        return BUDGETS[line] - self.held(line)

    def reserve(self, wanted: list[tuple[str, int]]) -> bool:
        if any(sum(amount for own, amount in wanted if own == line) > self.free(line) for line, _ in wanted):
            return False
        blank = {"stage": "reserved", "before": None, "claim": None, "given": 0, "then": None}
        self.charges += [{**blank, "line": line, "amount": amount} for line, amount in wanted]
        return True

    def restage(self, number: int, before: str, after: str) -> None:
        one = self.charges[number]
        if one["stage"] == before and one["claim"] is None:
            one["stage"] = after

    def pay(self, number: int, amount: int) -> bool:
        one = self.charges[number]
        if one["stage"] != "committed" or amount - one["amount"] > self.free(one["line"]):
            return False
        if one["claim"] is not None:
            one["then"] = one["claim"]
            one["claim"] = amount if one["claim"] == one["amount"] else min(one["claim"], amount)
        one.update(stage="paid", before=one["amount"], amount=amount)
        return True

    def unpay(self, number: int) -> bool:
        one = self.charges[number]
        live = any(row["of"] == number and row["at"] == "paid" for row in self.back)
        if one["stage"] != "paid" or live or one["before"] - one["amount"] > self.free(one["line"]):
            return False
        if one["claim"] is not None:
            if one["then"] is None:
                claim = one["before"] if one["claim"] == one["amount"] else min(one["claim"], one["before"])
            else:
                claim = 0 if one["given"] and not one["claim"] else min(one["then"], one["before"])
            one.update(claim=claim, then=None)
        one.update(stage="committed", amount=one["before"], before=None)
        return True

    def release(self, number: int) -> int:
        one = self.charges[number]
        if one["stage"] not in ("reserved", "committed") or one["claim"] is not None:
            return 0
        one["stage"] = "released"
        return int(one["amount"])

    def change(self, number: int, amount: int) -> bool:
        one = self.charges[number]
        if one["stage"] not in ("reserved", "committed") or one["claim"] is not None:
            return False
        if amount - one["amount"] > self.free(one["line"]):
            return False
        one["amount"] = amount
        return True

    def claim(self, number: int, amount: int | None) -> int:
        one = self.charges[number]
        if one["stage"] not in ("committed", "paid"):
            return 0
        most = one["amount"] - (one["claim"] or 0) - one["given"]
        more = max(0, most if amount is None else min(amount, most))
        one["claim"] = (one["claim"] or 0) + more
        one["then"] = one["then"] + more if one["then"] is not None else None
        return more

    def give_back(self, number: int, kind: str, amount: int) -> bool:
        one = self.charges[number]
        stages = ("paid",) if kind == "refund" else ("committed", "paid")
        if one["stage"] not in stages or not 0 < amount <= one["amount"]:
            return False
        settled = min(amount, one["claim"] or 0)
        self.back.append({"of": number, "at": one["stage"], "amount": amount, "settled": settled})
        one["amount"] -= amount
        one["claim"] = one["claim"] - settled if one["claim"] is not None else None
        one["stage"] = one["stage"] if one["amount"] else "refunded"
        return True

    def take_back(self, place: int) -> bool:
        row = self.back[place]
        one = self.charges[row["of"]]
        over = "committed" if one["before"] is None else "paid"
        now = over if one["stage"] == "refunded" else one["stage"]
        if row["at"] != now or row.get("gone") or row["amount"] > self.free(one["line"]):
            return False
        one.update(stage=row["at"], amount=one["amount"] + row["amount"])
        one["claim"] = one["claim"] + row["settled"] if one["claim"] is not None else None
        row.update(gone=True, at="")
        return True

    def give_up(self, number: int) -> bool:
        one = self.charges[number]
        if not one["claim"]:
            return False
        one.update(given=one["given"] + one["claim"], claim=0)
        return True


class Money(RuleBasedStateMachine):
    """The ledger of one database beside the model; every run has its own project."""

    store: Any

    def __init__(self) -> None:
        super().__init__()
        self.model, self.ids, self.back = Model(), [], []
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

    @rule(number=CHOSEN, verb=st.sampled_from(("commit", "uncommit")))
    def restage(self, number: int, verb: str) -> None:
        if not self.ids:
            return
        stages = {"commit": ("reserved", "committed"), "uncommit": ("committed", "reserved")}
        assert self.done(
            lambda session: getattr(ledger, verb)(session, [self.charge(session, number)], by=None, why="test")
        )
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

    @rule(number=CHOSEN)
    def unpay(self, number: int) -> None:
        if self.ids:
            told = self.done(lambda session: ledger.unpay(session, self.charge(session, number), by=None, why="test"))
            assert told is self.model.unpay(number % len(self.ids))

    @rule(number=CHOSEN, amount=AMOUNTS)
    def change(self, number: int, amount: int) -> None:
        if self.ids:
            told = self.done(
                lambda session: ledger.change(
                    session, self.charge(session, number), amount, amount, by=None, why="test"
                )
            )
            assert told is self.model.change(number % len(self.ids), amount)

    @rule(number=CHOSEN, amount=st.one_of(st.none(), AMOUNTS))
    def claim(self, number: int, amount: int | None) -> None:
        if self.ids:
            told: list[int] = []
            assert self.done(
                lambda session: told.append(
                    claims.claim(session, self.charge(session, number), amount, by=None, why="test")
                )
            )
            assert told == [self.model.claim(number % len(self.ids), amount)]

    @rule(number=CHOSEN, kind=st.sampled_from(RefundKind), amount=AMOUNTS)
    def give_back(self, number: int, kind: RefundKind, amount: int) -> None:
        if not self.ids:
            return

        def act(session: Any) -> None:
            row = claims.give_back(session, self.charge(session, number), kind, amount, "D-1", by=None)
            self.back.append(row.id)

        assert self.done(act) is self.model.give_back(number % len(self.ids), kind.value, amount)

    @rule(number=CHOSEN)
    def take_back(self, number: int) -> None:
        if self.back:
            place = number % len(self.back)
            told = self.done(
                lambda session: claims.take_back(
                    session, session.get_one(Refund, self.back[place]), by=None, why="test"
                )
            )
            assert told is self.model.take_back(place)

    @rule(number=CHOSEN)
    def give_up(self, number: int) -> None:
        if self.ids:
            told = self.done(lambda session: claims.give_up(session, self.charge(session, number), by=None, why="test"))
            assert told is self.model.give_up(number % len(self.ids))

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
                for stage in (Stage.RESERVED, Stage.COMMITTED, Stage.PAID, Stage.CLAIMED):
                    held = self.model.held(code, stage.value)
                    assert (getattr(line, stage.value), int(sums.get(stage) or 0)) == (held, held)
                assert line.available == self.model.free(code) >= 0


def test_the_ledger_is_what_a_plain_model_says(store: Any, hard: bool) -> None:
    """The ledger and the model agree in 200 runs of 50 steps with --hard, and in fewer without."""
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
        "UPDATE budget_line SET claimed = 1",
        "UPDATE budget_line SET claimed = -1",
    ],
)
def test_the_database_itself_refuses_what_would_spoil_the_books(store: Any, statement: str) -> None:
    """Statements that would falsify the books are refused by the database."""
    with store.work() as session:
        line = make_project(session, budgets=BUDGETS, code="P").lines[0]
        ledger.reserve(session, [make_cost(line, 10)], by=None)
    with pytest.raises(sa.exc.DBAPIError), store.work() as session:
        session.execute(sa.text(statement))
