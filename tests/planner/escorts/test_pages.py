"""The pages of escorts: roles, periods and roster."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from models import Escort, EscortAssignment, Event
from tests.support.pages.html import faults

ROLE = {"code": "nurse", "name_en": "Nurse", "name_cs": "Zdravotní sestra", "capacity": "2"}
ESCORT = {
    "code": "E07",
    "name": "Alena Sestřičková",
    "roles": ["nurse"],
    "languages": "RU en",
    "gender": "F",
    "daily_cost": "1 800",
    "currency": "CZK",
    "rest_days": "2",
    "barred_airports": "svo kiv",
    "active": "y",
    "availability-0-starts": "1. 12. 2026",
    "availability-0-ends": "19. 12. 2026",
}


@pytest.fixture
def staff(sign_in) -> Any:
    return sign_in("planner")


def test_it_keeps_escorts_with_roles_periods_and_a_roster(app, staff) -> None:
    """An escort can be entered with roles and periods, and all pages about escorts are valid."""
    for url in ("", "/new", "/roster", "/roles", "/roles/new"):
        page = staff.get(f"/escorts{url}")
        assert (page.status_code, faults(page.text)) == (200, []), url
    assert staff.post("/escorts/roles/new", ROLE).status_code == 303
    answer = staff.post("/escorts/new", ESCORT)
    assert answer.status_code == 303, answer.text
    with app.extensions["navrat.database"].work() as session:
        row = session.scalar(sa.select(Escort))
        assert (row.languages, row.barred_airports, row.daily_cost) == (["ru", "en"], ["SVO", "RMO"], 180000)
        assert [(period.starts.day, period.ends.day) for period in row.availability] == [(1, 19)]
        session.add(
            EscortAssignment(
                escort_id=row.id,
                role="nurse",
                flights=["TK1768-20261203", "TK236-20261203"],
                starts=date(2026, 12, 3),
                ends=date(2026, 12, 6),
                cost=1,
                currency="CZK",
            )
        )
    page = staff.get("/escorts/roster?first=2026-12-01&role=nurse")
    assert faults(page.text) == []
    assert "TK1768, TK236" in page.text
    assert "13 free days" in page.text, "19 days less 4 on the assignment and 2 of rest"
    assert "E07" not in staff.get("/escorts/roster?first=2026-12-01&role=doctor").text
    for url in ("", "/1", "/1/edit", "/roles/1"):
        assert faults(staff.get(f"/escorts{url}").text) == [], url


def test_it_says_what_is_wrong_and_stores_nothing(app, staff) -> None:
    """Each mistake in the form of an escort is named, and nothing is stored."""
    staff.post("/escorts/roles/new", ROLE)
    overlap = {"availability-1-starts": "19. 12. 2026", "availability-1-ends": "24. 12. 2026"}
    for wrong, sentence in (
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["pilot"]}, "“pilot” is not on the list."),
        ({"barred_airports": "QQQ"}, "There is no airport with the code “QQQ”."),
        ({"rest_days": "61"}, "from 0 to 60"),
        ({"availability-0-ends": ""}, "Enter an end date."),
        ({"availability-0-starts": ""}, "Enter a start date."),
        ({"availability-0-ends": "30. 11. 2026"}, "The last day cannot be before the first."),
        (overlap, "overlap"),
        ({"code": "é é"}, "Letters, digits, dots and hyphens only, no spaces."),
        ({"max_assignments": "-1"}, "from 0 to 100"),
        ({"gender": "Q"}, "Choose from the list."),
    ):
        answer = staff.post("/escorts/new", {**ESCORT, **wrong})
        assert answer.status_code == 422, wrong
        assert sentence in answer.text, wrong
        assert "Alena Sestřičková" in answer.text
        assert faults(answer.text) == [], wrong
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.scalars(sa.select(Escort)).all() == []


def test_it_notices_that_periods_changed_under_an_open_page(app, staff) -> None:
    """A form that was opened before someone changed the periods is refused."""
    staff.post("/escorts/roles/new", ROLE)
    staff.post("/escorts/new", ESCORT)
    opened = {"version": "1"}
    assert staff.post("/escorts/1/edit", {**ESCORT, **opened, "availability-0-ends": "20. 12. 2026"}).status_code == 303
    assert staff.post("/escorts/1/edit", {**ESCORT, **opened, "name": "Late"}).status_code == 409
    with app.extensions["navrat.database"].work(writes=False) as session:
        told = session.scalars(sa.select(Event.what).where(Event.action == "escort.changed")).all()
    assert told == [{"availability": [["2026-12-01/2026-12-19"], ["2026-12-01/2026-12-20"]]}]


def test_it_keeps_the_code_of_a_role_that_is_in_use(staff) -> None:
    """The code of a role that escorts have cannot be changed; its other fields can."""
    staff.post("/escorts/roles/new", ROLE)
    staff.post("/escorts/new", ESCORT)
    assert staff.post("/escorts/roles/1", {**ROLE, "code": "doctor"}).status_code == 409
    assert staff.post("/escorts/roles/1", {**ROLE, "capacity": "3"}).status_code == 303
    assert staff.post("/escorts/roles/new", ROLE).status_code == 409
