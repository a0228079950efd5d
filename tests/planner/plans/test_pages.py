"""Pages of plans: requesting, the timeline, manual changes, comparing, confirming."""

from __future__ import annotations

import re
from typing import Any

import pytest

from models import Case, CaseAccess, Itinerary, Plan, PlanStatus, User
from tests.support.pages.html import faults
from tests.support.worlds.planned import busy, planned
from tests.support.worlds.planning_world import day, world


@pytest.fixture
def at(app: Any, sign_in: Any) -> Any:
    """A solved plan and a signed-in planner."""
    return planned(app, busy), sign_in("planner")


def session_of(app: Any) -> Any:
    return app.extensions["navrat.database"].work()


def test_it_asks_computes_and_shows(app: Any, sign_in: Any) -> None:
    """A planner can request a plan, watch the calculation, and read the result with the people who are not placed."""
    with session_of(app) as session:
        here = world(session)
        busy(here)
        project, lines = here.lines["T"].project_id, [line.id for line in here.lines.values()]
    browser = sign_in("planner")
    assert "No plans yet" in browser.get("/itineraries").text
    form = {
        "window_from": day(7).isoformat(),
        "window_until": day(28).isoformat(),
        "project_id": project,
        "line_ids": lines,
        "seconds": 10,
    }
    answer = browser.post("/itineraries/ask", form)
    assert answer.status_code == 303, answer.text
    url = answer.headers["Location"]
    running = browser.get(url)
    assert "Looking for a first plan for 3 people" in running.text
    assert faults(running.text) == []
    app.extensions["navrat.jobs"].drain()
    assert browser.get(f"{url}/progress").headers["X-Done"].endswith(url)
    shown = browser.get(url)
    assert faults(shown.text) == []
    assert "Best possible" in shown.text
    assert "Not placed · 1 of 4" in shown.text
    assert "and must travel by" in shown.text
    assert "OKAFOR" in shown.text
    assert browser.get("/itineraries").text.count("Plan 1") >= 1


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"window_until": 3}, 422, "before the first"),
        ({"line_ids": []}, 422, "at least one budget line"),
        ({"seconds": "0"}, 422, "Enter 1 to 3600 seconds."),
        ({"window_from": "31 2 2027"}, 422, "This month does not have 31 days"),
        ({"window_until": 200}, 409, "three months"),
        ({"project_id": "999"}, 422, "Choose from the list."),
    ],
)
def test_it_answers_bad_input_with_the_field_and_keeps_what_was_typed(
    app: Any, sign_in: Any, change: dict[str, Any], status: int, words: str
) -> None:
    """Each mistake in the request is named, what was typed stays, and no plan is made."""
    with session_of(app) as session:
        here = world(session)
        project, lines = here.lines["T"].project_id, [line.id for line in here.lines.values()]
    browser = sign_in("planner")
    form = {
        "window_from": day(7).isoformat(),
        "window_until": day(28).isoformat(),
        "project_id": project,
        "line_ids": lines,
        "seconds": "17",
        **{name: day(value).isoformat() if isinstance(value, int) else value for name, value in change.items()},
    }
    answer = browser.post("/itineraries/ask", form)
    assert answer.status_code == status
    assert words in answer.text
    assert change.get("seconds", 'value="17"') in answer.text
    assert faults(answer.text) == []
    with session_of(app) as session:
        assert session.query(Plan).count() == 0


def test_it_moves_pins_and_takes_back(app: Any, at: Any) -> None:
    """Moves and pins are stored and can be undone and redone, and the plan stays correct."""
    plan_id, browser = at
    page = browser.get(f"/itineraries/{plan_id}?case=C-1&trip=TBS-1")
    assert faults(page.text) == []
    assert "fits" in page.text
    url = f"/itineraries/{plan_id}"
    assert browser.post(f"{url}/move", {"case": "C-1", "option": "TBS-2"}, page=url).status_code == 303
    with session_of(app) as session:
        plan = session.get(Plan, plan_id)
        assert {one["case"]: one["journey"] for one in plan.answer["placements"]}["C-1"] == "TBS-2"
        assert list(plan.pins.values()) == ["TBS-2"]
    assert "Undo" in browser.get(url).text
    assert browser.post(f"{url}/undo", page=url).status_code == 303
    with session_of(app) as session:
        plan = session.get(Plan, plan_id)
        assert {one["case"]: one["journey"] for one in plan.answer["placements"]}["C-1"] == "TBS-1"
        assert plan.pins == {}
    assert "Redo" in browser.get(url).text
    assert browser.post(f"{url}/redo", page=url).status_code == 303
    with session_of(app) as session:
        plan = session.get(Plan, plan_id)
        assert {one["case"]: one["journey"] for one in plan.answer["placements"]}["C-1"] == "TBS-2"
    page = browser.get(url).text
    assert faults(page) == [] and "Checked again independently: no rule is broken and all totals are correct." in page
    for verb, option in (("pin", "TBS-1"), ("unpin", ""), ("exclude", "TBS-1"), ("allow", "TBS-1")):
        assert browser.post(f"{url}/{verb}", {"case": "C-1", "option": option}, page=url).status_code == 303, verb
    assert browser.post(f"{url}/undo", page=url).status_code == 303


def test_it_refuses_a_move_that_breaks_a_rule_and_names_it(app: Any, at: Any) -> None:
    """A move that breaks a rule is refused with the rule, and the plan stays as it was."""
    plan_id, browser = at
    with session_of(app) as session:
        before = session.get(Plan, plan_id).answer
    url = f"/itineraries/{plan_id}"
    answer = browser.post(f"{url}/move", {"case": "C-2", "option": "TBS-1"}, page=url)
    assert answer.status_code == 409
    assert "dates" in answer.text
    with session_of(app) as session:
        assert session.get(Plan, plan_id).answer == before
    assert browser.post(f"{url}/move", {"case": "nobody", "option": "TBS-1"}, page=url).status_code == 404
    assert browser.post(f"{url}/pin", {"case": "C-1", "option": "NONE"}, page=url).status_code == 409


def test_it_says_loudly_when_a_stored_plan_breaks_a_rule(app: Any, at: Any) -> None:
    """A stored plan is checked each time it is shown, and a wrong total is named."""
    plan_id, browser = at
    with session_of(app) as session:
        plan = session.get(Plan, plan_id)
        plan.answer = {**plan.answer, "totals": {**plan.answer["totals"], "cost": 1}}
    page = browser.get(f"/itineraries/{plan_id}").text
    assert faults(page) == []
    assert "This plan breaks a rule and cannot be confirmed" in page and "no rule is broken" not in page


def test_it_says_what_changed_since_and_compares(app: Any, at: Any) -> None:
    """The page names changed inputs, and a new calculation is compared with the old plan."""
    plan_id, browser = at
    url = f"/itineraries/{plan_id}"
    assert f"{url}/changes" in browser.get(url).text
    assert "changed since" not in browser.get(f"{url}/changes").text
    with session_of(app) as session:
        session.query(Case).filter_by(number="C-2").one().persons[0].service_codes = ["DPNA"]
    page = browser.get(f"{url}/changes").text
    assert "1 input changed since" in page
    assert "Case C-2" in page
    assert browser.post(f"{url}/again", page=url).status_code == 303
    app.extensions["navrat.jobs"].drain()
    compared = browser.get(f"{url}/compare?with={plan_id + 1}")
    assert faults(compared.text) == []
    assert (
        "Everyone travels the same way in both plans." in compared.text and "Who travels differently" in compared.text
    )
    assert "input changed since plan 1 was requested" in compared.text and "Case C-2" in compared.text
    newer = browser.get(f"/itineraries/{plan_id + 1}").text
    assert faults(newer) == [] and "Compared with plan 1" in newer and "Everyone travels the same way." in newer
    assert faults(browser.get(f"{url}/table").text) == []


def test_it_confirms_from_the_page(app: Any, at: Any) -> None:
    """Confirming on the page reserves the itinerary and puts it in the calendar without names."""
    plan_id, browser = at
    url = f"/itineraries/{plan_id}/confirm"
    page = browser.get(url)
    assert faults(page.text) == []
    assert "can be confirmed" in page.text
    answer = browser.post(url, {"options": "TBS-1"})
    assert answer.status_code == 303, answer.text
    assert "confirmed" in browser.get(url).text
    with session_of(app) as session:
        assert [one.option.code for one in session.query(Itinerary)] == ["TBS-1"]
    calendar = browser.get("/itineraries/calendar.ics").text
    assert "BEGIN:VEVENT" in calendar
    assert "BERIDZE" not in calendar
    assert browser.post(url, {"options": "NO-SUCH"}).status_code == 409


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (PlanStatus.INFEASIBLE, "The pins conflict with each other"),
        (
            PlanStatus.UNKNOWN,
            "This does not mean that there is no plan. Allow more time or release some pins, then run the",
        ),
        (PlanStatus.CANCELLED, "Stopped before"),
        (
            PlanStatus.FAILED,
            "This is a fault in Navrat, not in your data. Nothing was changed. Run the calculation again. If",
        ),
    ],
)
def test_it_words_the_four_ends(app: Any, at: Any, status: PlanStatus, words: str) -> None:
    """Each way a calculation can end has its own explanation."""
    plan_id, browser = at
    with session_of(app) as session:
        plan = session.get(Plan, plan_id)
        plan.status, plan.answer = status, None
    page = browser.get(f"/itineraries/{plan_id}").text
    assert words in page
    assert faults(page) == []


def test_it_keeps_a_plan_with_a_restricted_family_readable(app: Any, at: Any) -> None:
    """The pages of a plan can be read without the restricted family: its seats look held, its money is counted."""
    plan_id, browser = at
    url = f"/itineraries/{plan_id}"
    money = re.findall(r"This plan: ([^<·]+)", browser.get(url).text)
    assert money
    with session_of(app) as session:
        case = session.query(Case).filter_by(number="C-1").one()
        case_id, seats = case.id, len(case.persons)
        code = next(one["journey"] for one in session.get(Plan, plan_id).answer["placements"] if one["case"] == "C-1")
        case.restricted, case.persons[0].surname = True, "Kanarek"
    pages = ("", "/table", "/map", "/confirm", "/changes", "?lens=facility", "?lens=donor", "?case=C-1", "/scenarios")
    for page in pages:
        answer = browser.get(url + page)
        assert answer.status_code == 200, page
        assert "C-1<" not in answer.text and "Kanarek" not in answer.text, page
    held = f"{seats} seat{'s' if seats > 1 else ''} held by the office"
    for page in (f"?trip={code}", "/table"):
        assert held in browser.get(url + page).text, page
    assert re.findall(r"This plan: ([^<·]+)", browser.get(url).text) == money
    assert "Plan 1" in browser.get("/itineraries").text
    assert browser.post(f"{url}/pin", {"case": "C-1", "option": code}, page=url).status_code == 404
    with session_of(app) as session:
        user = session.query(User).filter_by(email="planner@example.org").one()
        session.add(CaseAccess(case_id=case_id, user_id=user.id))
    assert held not in browser.get(f"{url}/table").text and "Kanarek" in browser.get(f"{url}/table").text


def test_it_lets_readers_read_and_not_write(app: Any, at: Any, sign_in: Any) -> None:
    """Auditors can read a plan without changing it, and finance cannot open it."""
    plan_id, _ = at
    reader = sign_in("auditor")
    url = f"/itineraries/{plan_id}"
    page = reader.get(url)
    assert page.status_code == 200
    assert "Confirm itineraries" not in page.text
    for path in ("/again", "/undo", "/stop", "/move", "/pin", "/confirm"):
        assert reader.post(url + path, {"case": "C-1", "option": "TBS-1"}, page=url).status_code == 403
    assert sign_in("finance").get(url).status_code == 403


def test_others_can_save_while_a_planner_asks(app: Any, sign_in: Any, monkeypatch: Any) -> None:
    """Reading the rows for a plan holds no write lock, and the form sent again meanwhile makes one plan of both."""
    from planner.plans.asking import service
    from planner.web.form_tokens import new_token

    with session_of(app) as session:
        here = world(session)
        busy(here)
        lines = [line.id for line in here.lines.values()]
        project = here.lines["T"].project_id
    browser, freeze, meanwhile = sign_in("planner"), service.freeze, []
    with app.app_context():
        form = {
            "window_from": day(7).isoformat(),
            "window_until": day(28).isoformat(),
            "project_id": project,
            "line_ids": lines,
            "seconds": 10,
            "form_token": new_token(),
        }

    def freeze_slowly(*told: Any) -> Any:
        if not meanwhile:
            meanwhile.append(None)
            with session_of(app) as other:
                other.query(Case).filter_by(number="C-1").one().may_wait = True
            meanwhile[0] = browser.post("/itineraries/ask", form)
        return freeze(*told)

    monkeypatch.setattr(service, "freeze", freeze_slowly)
    answer = browser.post("/itineraries/ask", form)
    assert (answer.status_code, meanwhile[0].status_code) == (303, 303)
    assert answer.headers["Location"] == meanwhile[0].headers["Location"]
    with session_of(app) as session:
        assert session.query(Plan).count() == 1
