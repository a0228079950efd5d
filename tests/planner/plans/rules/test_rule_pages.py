"""Pages for pairs kept apart and day limits: entering, showing, changing, removing, and who sees what."""

from __future__ import annotations

from typing import Any

import pytest

from models import ApartScope, DayLimit, KeepApart
from tests.support.pages.html import faults
from tests.support.worlds.planning_world import day, world


@pytest.fixture
def cases(app: Any) -> list[str]:
    with app.extensions["navrat.database"].work() as session:
        here = world(session)
        for number in ("CZ-26-0001", "CZ-26-0002"):
            here.case(number)
        here.case("CZ-26-0009", restricted=True)
    return ["CZ-26-0001", "CZ-26-0002"]


def rows(app: Any, kind: type) -> list[Any]:
    with app.extensions["navrat.database"].work(writes=False) as session:
        return list(session.query(kind).order_by(kind.id))


def test_it_keeps_two_cases_apart_whichever_way_round_they_are_typed(app: Any, cases: list[str], sign_in: Any) -> None:
    """A pair kept apart is stored once, whichever case is entered first."""
    browser = sign_in("planner")
    new = "/itineraries/apart/new"
    pair = {"first": "cz26 0002", "second": cases[0], "scope": "flight", "why": "quarrel"}
    assert browser.post(new, pair).status_code == 303
    again = browser.post(new, {**pair, "first": cases[0], "second": cases[1]})
    assert (
        again.status_code == 409
        and "These two cases are already being kept apart." in again.text
        and 'value="CZ-26-0001"' in again.text
    )
    page = browser.get("/itineraries/apart").text
    assert "CZ-26-0001 · CZ-26-0002" in page and "not on the same flight" in page and faults(page) == []
    (row,) = rows(app, KeepApart)
    url = f"/itineraries/apart/{row.id}"
    changed = {"scope": "days", "why": "", "first": "x", "second": "y"}
    assert browser.post(url, changed).status_code == 303
    assert browser.post(url, {**changed, "version": "1"}).status_code == 409
    assert rows(app, KeepApart)[0].scope is ApartScope.DAYS
    assert browser.post(f"{url}/end", page=url).status_code == 303
    assert rows(app, KeepApart) == []


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"first": "CZ-26-0099"}, 409, "There is no case CZ-26-0099."),
        ({"first": "CZ-26-0009"}, 409, "There is no case CZ-26-0009."),
        ({"second": "CZ-26-0001"}, 409, "from itself"),
        ({"first": ""}, 422, "Fill this in."),
        ({"scope": "far"}, 422, "Choose from the list."),
    ],
)
def test_it_says_what_is_wrong_with_a_pair(
    app: Any, cases: list[str], sign_in: Any, wrong: dict[str, str], status: int, words: str
) -> None:
    """A case that the planner may not see is refused exactly like one that does not exist."""
    answer = sign_in("planner").post(
        "/itineraries/apart/new",
        {"first": cases[0], "second": cases[1], "scope": "flight", "why": "kept as typed", **wrong},
    )
    assert (answer.status_code, faults(answer.text)) == (status, [])
    assert words in answer.text and "kept as typed" in answer.text
    assert rows(app, KeepApart) == []


def test_it_lists_pairs_of_protection_staff_only_for_them(app: Any, cases: list[str], sign_in: Any) -> None:
    """Protection staff and planners can each enter the same pair, so that no refusal reveals another entry."""
    guard, planner = sign_in("protection"), sign_in("planner")
    pair = {"first": cases[0], "second": cases[1], "scope": "days", "why": ""}
    assert "Cases kept apart" in guard.get("/account").text and "Cases kept apart" not in planner.get("/account").text
    assert guard.post("/itineraries/apart/new", pair).status_code == 303
    hidden = rows(app, KeepApart)[0].id
    assert "CZ-26-0001" in guard.get("/itineraries/apart").text
    assert "CZ-26-0001" not in planner.get("/itineraries/apart").text
    assert planner.get(f"/itineraries/apart/{hidden}").status_code == 404
    assert planner.post("/itineraries/apart/new", pair).status_code == 303
    assert [row.by_protection for row in rows(app, KeepApart)] == [True, False]
    assert sign_in("case_worker").get("/itineraries/apart").status_code == 403


def test_it_limits_days(app: Any, cases: list[str], sign_in: Any) -> None:
    """Limits for all days and for single days are stored, one for each place and date."""
    browser = sign_in("planner")
    new = "/itineraries/limits/new"
    everywhere = {
        "facility_id": "0",
        "on": "",
        "people": "20",
        "itineraries": "4",
        "cases": "",
        "drives": "",
        "why": "",
    }
    assert browser.post(new, everywhere).status_code == 303
    assert browser.post(new, everywhere).status_code == 409, "one row for a place and a day"
    christmas = {**everywhere, "on": day(9).isoformat(), "people": "0", "itineraries": "", "why": "closed"}
    assert browser.post(new, christmas).status_code == 303
    page = browser.get("/itineraries/limits").text
    assert faults(page) == [] and "every day" in page and "closed" in page
    row = rows(app, DayLimit)[0]
    assert browser.post(f"/itineraries/limits/{row.id}", {**everywhere, "people": "21"}).status_code == 303
    assert rows(app, DayLimit)[0].people == 21
    assert browser.post(f"/itineraries/limits/{row.id}", {**everywhere, "version": "1"}).status_code == 409
    assert browser.post(f"/itineraries/limits/{row.id}/drop", page=f"/itineraries/limits/{row.id}").status_code == 303
    assert len(rows(app, DayLimit)) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"people": ""}, "Enter at least one number. Enter 0 if nobody may travel that day."),
        ({"people": "-1"}, "Enter a whole number, 0 or more."),
        ({"people": "many"}, "Enter a whole number"),
        ({"cases": "3"}, "Cases are counted separately for each facility. Choose one."),
        (
            {"facility_id": "1", "itineraries": "3"},
            "Itineraries are counted across all facilities. Choose “All facilities”.",
        ),
        ({"on": "31 2 2027"}, "This month does not have 31 days."),
        ({"facility_id": "999"}, "Choose from the list."),
    ],
)
def test_it_says_what_is_wrong_with_a_limit(
    app: Any, cases: list[str], sign_in: Any, wrong: dict[str, str], words: str
) -> None:
    """Each mistake in a limit is named, and the rest of the form is kept."""
    answer = sign_in("planner").post(
        "/itineraries/limits/new", {"facility_id": "0", "on": "", "people": "5", "why": "kept as typed", **wrong}
    )
    assert (answer.status_code, faults(answer.text)) == (422, [])
    assert words in answer.text and "kept as typed" in answer.text
    assert rows(app, DayLimit) == []
