"""Codes that differ only in upper and lower case are refused, for every kind of code, on both databases."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from models import BudgetLine, Donor, Escort, EscortRole, Facility, FacilityKind
from models.words import Refused
from planner.database.codes import code_free
from planner.programmes import service
from tests.support.worlds.money import make_project

KINDS: tuple[tuple[str, str], ...] = (("T-1", "t-1"), ("ŽATEC", "žatec"), ("Straße", "STRASSE"))


@pytest.mark.parametrize(("first", "second"), KINDS)
def test_it_refuses_a_line_code_that_differs_only_in_case(store, first: str, second: str) -> None:
    """A second line with the same code in other capitals is refused within a project and allowed in another."""
    with store.work() as session:
        project = make_project(session, budgets={first: 1000})
        values = {"code": second, "name": "x", "covers": ["transport"], "budget": 1, "starts": None, "ends": None}
        with pytest.raises(Refused, match=f"already taken, written as {first}"):
            service.save_line(session, project, BudgetLine(), values, by=None)
        other = make_project(session, budgets={}, code="OTHER")
        service.save_line(session, other, BudgetLine(), values, by=None)


def test_it_holds_for_every_kind_of_code(store) -> None:
    """A donor, facility, escort or role is refused as a duplicate, but saving the existing row again is allowed."""
    rows: list[Any] = [
        Donor(code="MVCR", name="x"),
        Facility(code="Bela", name="x", kind=FacilityKind.DETENTION),
        EscortRole(code="medical", names={"en": "x", "cs": "x"}, capacity=1),
        Escort(code="E1", name="x", gender="F", roles=[]),
    ]
    with store.work() as session:
        session.add_all(rows)
        session.flush()
        for row in rows:
            code_free(session, row, row.code)
            with pytest.raises(Refused, match=f"written as {row.code}"):
                code_free(session, type(row)(), row.code.swapcase())


def test_it_holds_for_twins_from_before_as_soon_as_one_is_saved(store) -> None:
    """Duplicates stored by an older version stay readable, and saving one of them requires another code."""
    with store.work() as session:
        project = make_project(session, budgets={"T": 1000, "t": 1000})
        line = next(one for one in project.lines if one.code == "t")
        values = {"code": "t", "name": "x", "covers": ["transport"], "budget": 1, "starts": None, "ends": None}
        with pytest.raises(Refused, match="written as T"):
            service.save_line(session, project, line, values, by=None)
        service.save_line(session, project, line, {**values, "code": "t2"}, by=None)


def test_two_people_who_save_a_code_at_once_take_turns(store) -> None:
    """If two people save codes that differ only in capitals at once, the second waits for the first and is refused."""
    saved: list[str] = []

    def second() -> None:
        try:
            with store.work() as session:
                service.save_donor(session, Donor(), {"code": "eu", "name": "x"}, by=None)
            saved.append("stored")
        except Refused as refusal:
            saved.append(str(refusal))

    other = threading.Thread(target=second)
    with store.work() as session:
        service.save_donor(session, Donor(), {"code": "EU", "name": "x"}, by=None)
        session.flush()
        other.start()
        other.join(0.5)
        assert saved == [], "it waits"
    other.join(30)
    assert len(saved) == 1 and "written as EU" in saved[0]
