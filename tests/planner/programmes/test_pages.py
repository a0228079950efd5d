"""Master data on its pages: from an empty database to everything a plan needs."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, Destination, Embassy, Event, ExchangeRate, Facility, Programme, Project
from tests.support.browsing.signed_in import hidden
from tests.support.pages.html import faults

LISTS = ("", "/facilities", "/destinations", "/embassies", "/projects", "/rates")
FORMS = ("/new", "/facilities/new", "/destinations/new", "/embassies/new", "/donors/new", "/rates/new")
FACILITY = {
    "code": "BELA",
    "name": "Bělá-Jezová",
    "kind": "detention",
    "active": "y",
    "transfers-0-airport": "prg",
    "transfers-0-amount": "1 200,50",
    "transfers-0-currency": "CZK",
}
DESTINATION = {"country": "KG", "airports": "fru", "status": "open", "escort_return_days": "2"}
EMBASSY = {
    "country": "MN",
    "city": "Prague",
    "fee": "0",
    "currency": "CZK",
    "median_days": "10",
    "p90_days": "25",
    "active": "y",
}
PROJECT = {
    "code": "AMIF-26",
    "name": "Returns 2026",
    "donor_id": "1",
    "starts": "1. 1. 2026",
    "ends": "31. 12. 2027",
    "currency": "CZK",
    "active": "y",
}
LINE = {"code": "T", "name": "Transport", "covers": ["transport", "charter"], "budget": "100 000", "active": "y"}
PROGRAMME = {
    "code": "AVR",
    "name_en": "Voluntary return",
    "name_cs": "Dobrovolný návrat",
    "line_ids": ["1"],
    "approval_needed": "y",
    "active": "y",
}
RATE = {"base": "EUR", "quote": "CZK", "rate": "25,1050", "source": "InforEuro", "valid_from": "1 11 2026"}


@pytest.fixture
def staff(sign_in) -> Any:
    return sign_in("planner", "finance")


def rows(app: Any, kind: Any) -> list[Any]:
    with app.extensions["navrat.database"].work(writes=False) as session:
        return list(session.scalars(sa.select(kind)).unique())


def set_up(staff: Any) -> None:
    """Enter everything into an empty database, in the order of the index page."""
    for url, data in (
        ("/facilities/new", FACILITY),
        ("/destinations/new", DESTINATION),
        ("/embassies/new", EMBASSY),
        ("/donors/new", {"code": "AMIF", "name": "Asylum, Migration and Integration Fund"}),
        ("/projects/new", PROJECT),
        ("/projects/1/lines/new", LINE),
        ("/new", PROGRAMME),
        ("/rates/new", RATE),
    ):
        answer = staff.post(f"/programmes{url}", data)
        assert answer.status_code == 303, (url, answer.text)


def test_it_sets_up_everything_from_an_empty_database(app, staff) -> None:
    """Everything that planning needs can be set up on the pages, from an empty database."""
    set_up(staff)
    with app.extensions["navrat.database"].work(writes=False) as session:
        facility = session.scalar(sa.select(Facility))
        assert [(cost.airport, cost.amount) for cost in facility.transfers] == [("PRG", 120050)]
        line = session.scalar(sa.select(BudgetLine))
        assert (line.budget, line.covers, line.project.code) == (10_000_000, ["transport", "charter"], "AMIF-26")
        assert [paying.line_id for paying in session.scalar(sa.select(Programme)).lines] == [line.id]
    assert rows(app, Destination)[0].airports == ["BSZ"], "the old code of Bishkek means the new one"
    assert rows(app, ExchangeRate)[0].rate == "25.1050"
    assert rows(app, Embassy)[0].p90_days == 25
    actions = {event.action for event in rows(app, Event)}
    assert {"facility.added", "budget_line.added", "programme.added", "exchange_rate.added"} <= actions
    for url in (
        *LISTS,
        "/1",
        "/facilities/1",
        "/destinations/1",
        "/embassies/1",
        "/projects/1",
        "/projects/1/lines/1",
        "/donors/1",
        "/rates/1",
    ):
        page = staff.get(f"/programmes{url}")
        assert (page.status_code, faults(page.text)) == (200, []), url


def test_it_shows_empty_lists_and_forms_as_valid_pages(staff) -> None:
    """Empty lists and new forms are valid pages."""
    for url in (*LISTS, *FORMS, "/projects/new"):
        page = staff.get(f"/programmes{url}")
        assert (page.status_code, faults(page.text)) == (200, []), url


def test_it_answers_an_empty_form_with_what_to_correct(app, staff) -> None:
    """Every form sent empty says what to correct and stores nothing."""
    for url in (*FORMS, "/projects/new"):
        answer = staff.post(f"/programmes{url}", {})
        assert answer.status_code == 422, url
        assert "There is a problem" in answer.text
        assert faults(answer.text) == []
    assert [row for kind in (Facility, Programme, Project, Destination, Embassy) for row in rows(app, kind)] == []


WRONG = (
    ("/facilities/new", FACILITY, {"transfers-0-airport": "QQQ"}, "There is no airport with the code “QQQ”."),
    ("/facilities/new", FACILITY, {"transfers-0-amount": ""}, "Enter the cost of the drive to PRG."),
    ("/facilities/new", FACILITY, {"transfers-0-amount": "-5"}, "The amount cannot be negative."),
    ("/facilities/new", FACILITY, {"code": "a b"}, "Letters, digits, dots and hyphens only"),
    ("/facilities/new", FACILITY, {"name": "x" * 121}, "longer than 120"),
    ("/destinations/new", DESTINATION, {"status": "suspended"}, "Enter the date it applies from."),
    ("/destinations/new", DESTINATION, {"country": "ZZ"}, "Choose from the list."),
    (
        "/embassies/new",
        EMBASSY,
        {"p90_days": "5"},
        "The time for 9 out of 10 cases cannot be shorter than the time for half of cases.",
    ),
    ("/embassies/new", EMBASSY, {"p90_days": "soon"}, "Enter a whole number"),
    ("/rates/new", RATE, {"rate": "0"}, "Enter a positive number with up to 10 decimal places, such as 25.105."),
    ("/rates/new", RATE, {"rate": "1e3"}, "Enter a positive number with up to 10 decimal places, such as 25.105."),
    ("/rates/new", RATE, {"quote": "EUR"}, "two different currencies"),
    ("/rates/new", RATE, {"valid_from": "31. 2. 2026"}, "This month does not have 31 days."),
)
TYPED = ("code", "name", "city", "rate", "source", "airports")


def test_it_names_what_is_wrong_and_keeps_what_was_typed(staff) -> None:
    """Each mistake is named at its field, and the other fields are kept."""
    for url, good, wrong, sentence in WRONG:
        answer = staff.post(f"/programmes{url}", {**good, **wrong})
        assert answer.status_code == 422, (url, wrong)
        assert sentence in answer.text, (url, wrong)
        typed = [good[name] for name in TYPED if good.get(name) and name not in wrong]
        assert typed and all(value in answer.text for value in typed), (url, wrong)


def test_it_refuses_a_code_that_is_taken_and_keeps_what_was_typed(app, staff) -> None:
    """A code that is taken is refused, and the form keeps what was typed."""
    set_up(staff)
    answer = staff.post("/programmes/facilities/new", {**FACILITY, "name": "Another place"})
    assert answer.status_code == 409
    assert "The code BELA is already taken." in answer.text
    assert "Another place" in answer.text
    assert len(rows(app, Facility)) == 1


def test_it_refuses_a_save_by_somebody_who_opened_the_page_before_another_saved(app, staff) -> None:
    """A form opened before somebody else saved is refused."""
    set_up(staff)
    late = {**FACILITY, "version": "1", "name": "Late"}
    early = staff.post("/programmes/facilities/1", {**FACILITY, "transfers-0-amount": "900"})
    assert early.status_code == 303
    answer = staff.post("/programmes/facilities/1", late)
    assert answer.status_code == 409
    assert "Someone else saved changes after you opened this page." in answer.text
    assert staff.post("/programmes/facilities/1", {**late, "version": ""}).status_code == 400
    assert rows(app, Facility)[0].name == "Bělá-Jezová"


def test_it_does_not_let_one_budget_figure_overwrite_another(staff) -> None:
    """A budget changed by one person is not overwritten from another's older page."""
    set_up(staff)
    opened = {
        "version": hidden(staff.get("/budget/lines/1").text, "version"),
        "why": "grant amended",
        "valid_from": "1 11 2026",
    }
    first = staff.post("/budget/lines/1/budget", {**opened, "budget": "150 000"}, page="/budget/lines/1")
    assert first.status_code == 303
    assert (
        staff.post("/budget/lines/1/budget", {**opened, "budget": "120 000"}, page="/budget/lines/1").status_code == 409
    )
    missing = {**opened, "version": "", "budget": "120 000"}
    assert staff.post("/budget/lines/1/budget", missing, page="/budget/lines/1").status_code == 400


def test_it_removes_a_transfer_cost_whose_airport_is_emptied(app, staff) -> None:
    """Clearing the airport of a transfer removes it, and the history shows it."""
    set_up(staff)
    answer = staff.post("/programmes/facilities/1", {**FACILITY, "transfers-0-airport": ""})
    assert answer.status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.scalar(sa.select(Facility)).transfers == []
        told = session.scalar(sa.select(Event.what).where(Event.action == "facility.changed"))
    assert told == {"transfers": [{"PRG": [120050, "CZK", None]}, {}]}


def test_it_changes_nothing_that_a_form_does_not_name(app, staff) -> None:
    """Fields that a form does not have cannot be set by sending them."""
    set_up(staff)
    answer = staff.post(
        "/programmes/projects/1/lines/1", {**LINE, "reserved": "5", "paid": "7", "project_id": "9", "id": "9"}
    )
    assert answer.status_code == 303
    line = rows(app, BudgetLine)[0]
    assert (line.id, line.reserved, line.paid, line.project_id) == (1, 0, 0, 1)


def test_it_answers_404_for_rows_that_are_not_there(staff) -> None:
    """Addresses of rows that do not exist answer 404."""
    set_up(staff)
    for url in (
        "/99",
        "/facilities/99",
        "/destinations/99",
        "/embassies/99",
        "/projects/99",
        "/projects/99/lines/1",
        "/projects/1/lines/99",
        "/donors/99",
        "/rates/99",
    ):
        assert staff.get(f"/programmes{url}").status_code == 404, url
