"""Codes differ in more than capitals, for every kind that spreadsheets and plans name by code; on both databases."""

from __future__ import annotations

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
    """A second line of the project is refused with the first one's spelling; in another project it is free."""
    with store.work() as session:
        project = make_project(session, budgets={first: 1000})
        values = {"code": second, "name": "x", "covers": ["transport"], "budget": 1, "starts": None, "ends": None}
        with pytest.raises(Refused, match=f"already taken, written as {first}"):
            service.save_line(session, project, BudgetLine(), values, by=None)
        other = make_project(session, budgets={}, code="OTHER")
        service.save_line(session, other, BudgetLine(), values, by=None)


def test_it_holds_for_every_kind_of_code(store) -> None:
    """Donors, facilities, escorts and their roles: a twin is refused, the row itself is saved again."""
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
    """Rows that got past an older version stay readable; saving one asks for another code."""
    with store.work() as session:
        project = make_project(session, budgets={"T": 1000, "t": 1000})
        line = next(one for one in project.lines if one.code == "t")
        values = {"code": "t", "name": "x", "covers": ["transport"], "budget": 1, "starts": None, "ends": None}
        with pytest.raises(Refused, match="written as T"):
            service.save_line(session, project, line, values, by=None)
        service.save_line(session, project, line, {**values, "code": "t2"}, by=None)
