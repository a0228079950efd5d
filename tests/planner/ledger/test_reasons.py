"""Reasons given by the program are codes with parameters, worded for the reader; typed reasons stay as typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Event, LedgerEntry
from models.record.because import REASONS, because, stored, told, typed
from models.words import Say
from planner.audit import events
from planner.ledger import service as ledger
from tests.support.worlds.money import make_cost, make_project


def line_of(store: Any) -> int:
    with store.work() as session:
        return int(make_project(session, budgets={"T": 500_000}).lines[0].id)


def test_it_keeps_a_code_and_what_it_is_about(store: Any) -> None:
    """A reason of the program is stored as a code with its parameters, without any English text."""
    line_id = line_of(store)
    with store.work() as session:
        (charge,) = ledger.reserve(
            session, [make_cost(session.get(BudgetLine, line_id), 100)], by=None, why=because("confirmed", number=7)
        )
        ledger.release(session, [charge], by=None, why="They decided to stay")
    with store.work(writes=False) as session:
        first, second = session.scalars(sa.select(LedgerEntry).order_by(LedgerEntry.id))
        assert (first.why, first.because) == ("", {"code": "confirmed", "number": 7})
        assert (second.why, second.because) == ("They decided to stay", {})
        said = told(first.why, first.because)
        assert isinstance(said, Say) and str(said) == "Plan 7 confirmed"
        assert told(second.why, second.because) == "They decided to stay"


def test_it_writes_reasons_of_ours_into_events_the_same_way(store: Any) -> None:
    """A reason from the program is stored as a code, a reason from a person as text."""
    line_id = line_of(store)
    with store.work() as session:
        line = session.get(BudgetLine, line_id)
        events.record(session, "line.tried", line, by=None, what={"name": ["a", "b"]}, why=because("moved", number=3))
        events.record(session, "line.tried", line, by=None, why="typed")
        session.flush()
        ours, theirs = session.scalars(sa.select(Event).where(Event.action == "line.tried").order_by(Event.id))
        assert (ours.why, ours.what) == ("", {"name": ["a", "b"], "because": {"code": "moved", "number": 3}})
        assert (theirs.why, theirs.what) == ("typed", {})


def test_it_knows_no_code_that_is_not_written_down() -> None:
    """An unknown code is refused when it is written; one that is already stored is shown in words."""
    with pytest.raises(KeyError):
        because("nonsense")
    assert told("as typed", {"code": "of another release", "number": 1}) == "as typed"
    assert typed(because("ticketed")) == "" and stored("typed") == {}
    for code, sentence in REASONS.items():
        assert str(told("", {"code": code, "number": date(2026, 1, 1)})) == sentence.msgid.replace(
            "%(number)s", "2026-01-01"
        )
