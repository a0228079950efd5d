"""Scenarios of a plan: requested, calculated, checked against the rules, compared side by side, and adopted."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from models import Case, CaseAccess, FlightOption, Plan, PlanStatus, ScenarioSet
from planner.plans.asking.solving import Outcome
from planner.plans.scenarios import scenario_tasks, side_by_side
from planner.plans.showing.queries import backing
from tests.support.pages.html import faults
from tests.support.worlds.planned import planned
from tests.support.worlds.planning_world import World, day

REFERENCE = re.compile(r"\b[0-9a-f]{8}\b|next=[^\"]*|[\w-]{20,}\.[\w-]+\.[\w-]+")
"""The parts that differ between two "not found" pages: the reference, the address of the language switch, the token."""


def tight(here: World) -> None:
    """Three families, two of which need the only nurse; a cheap late and a dear early option; money for two."""
    here.escort("E1", last=12)
    for number in (1, 2):
        here.need(here.case(f"C-{number}"))
    here.case("C-3", here.person("OKAFOR"), here.person("OKAFOR", given_names="ADA"))
    here.session.query(FlightOption).filter_by(code="TBS-2").one().fare_adult = 300_000
    here.lines["T"].budget = 4_300_000


@pytest.fixture
def at(app: Any, sign_in: Any) -> Any:
    """A solved plan and a signed-in planner."""
    return planned(app, tight, seconds=60), sign_in("planner")


def session_of(app: Any) -> Any:
    return app.extensions["navrat.database"].work()


ASKED = {
    "soonest": "y",
    "fewest_escorts": "y",
    "lines": ["AMIF:T"],
    "roles": ["nurse"],
    "hubs": ["IST"],
    "seconds": "120",
}


def computed(app: Any, plan_id: int, browser: Any, **asked: Any) -> str:
    """Request scenarios and calculate them; returns the address of the page."""
    answer = browser.post(f"/itineraries/{plan_id}/scenarios", {**ASKED, **asked})
    assert answer.status_code == 303, answer.text
    url = str(answer.headers["Location"])
    running = browser.get(url).text
    assert "Looking for a first plan" in running and faults(running) == []
    app.extensions["navrat.jobs"].drain()
    assert browser.get(f"{url}/progress").headers["X-Done"] == url
    return url


def found(app: Any) -> dict[str, dict[str, Any]]:
    with session_of(app) as session:
        row = session.query(ScenarioSet).order_by(ScenarioSet.id.desc()).first()
        assert row.status is PlanStatus.SOLVED, row.failure
        return {one["overlay"]["name"]: one for one in row.answer["outcomes"]} | {"lines": row.answer["lines"]}


def test_it_compares_side_by_side(app: Any, at: Any) -> None:
    """Each scenario has its effect: earlier travel, more people with more money or escorts, nobody through the hub."""
    plan_id, browser = at
    url = computed(app, plan_id, browser)
    page = browser.get(url).text
    assert faults(page) == []
    for words in (
        "Cheapest, as asked",
        "Soonest",
        "Fewest escorts",
        "AMIF:T: 10% more money",
        "One more escort: nurse",
        "Without IST",
        "charged to EU",
        "What the last thousand on each line buys",
    ):
        assert words in page, words
    told = found(app)
    plain = told["as_it_is"]["figures"]
    assert told["soonest"]["figures"]["waiting"] <= plain["waiting"]
    assert told["hub:IST"]["figures"]["persons"] == 0 and told["hub:IST"]["moved"]
    assert told["line:AMIF:T"]["figures"]["unplaced_weight"] <= plain["unplaced_weight"]
    assert told["escort:nurse"]["figures"]["unplaced_weight"] <= plain["unplaced_weight"]
    assert [one["line"] for one in told["lines"]] == ["AMIF:A", "AMIF:T"]
    assert "1,000.00 more" in browser.get(f"/itineraries/{plan_id}").text, "the price stands beside the budget"


def test_it_takes_a_scenario_that_stands_as_a_plan(app: Any, at: Any) -> None:
    """Only a scenario that needs no changes can become a plan, which keeps the rules and shows how it differs."""
    plan_id, browser = at
    url = computed(app, plan_id, browser)
    told = found(app)
    for name in ("soonest", "line:AMIF:T", "nothing"):
        answer = browser.post(f"{url}/take", {"scenario": name}, page=url)
        stands = name in told and told[name]["stands"]
        assert answer.status_code == (303 if stands else 409), name
        if stands:
            page = browser.get(answer.headers["Location"]).text
            assert (
                "Checked again independently: no rule is broken and all totals are correct." in page
                and "Compared with plan 1" in page
            )
    assert told["soonest"]["stands"], "an aim changes no rule"


def test_it_prices_only_the_plan_that_was_compared(app: Any, at: Any) -> None:
    """After a manual change the comparison hides its prices and says so, because they belong to the earlier plan."""
    plan_id, browser = at
    url = computed(app, plan_id, browser, soonest="", fewest_escorts="", lines=[], roles=[], hubs=[])
    with session_of(app) as session:
        plan = session.get(Plan, plan_id)
        plan.answer = {**plan.answer, "run": {**plan.answer["run"], "seed": 7}}
    assert "What would an extra thousand buy?" in browser.get(f"/itineraries/{plan_id}").text
    assert "changed by hand after" in browser.get(url).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"seconds": "1"}, "Enter 5 to 3600 seconds."),
        ({"lines": ["AMIF:X"]}, "“AMIF:X” is not on the list."),
        ({"hubs": ["TBS"]}, "“TBS” is not on the list."),
        ({"seconds": "soon"}, "Enter a whole number"),
    ],
)
def test_it_answers_bad_input_with_the_field(app: Any, at: Any, wrong: dict[str, Any], words: str) -> None:
    """Each mistake in the scenario form is named, and nothing is calculated."""
    plan_id, browser = at
    answer = browser.post(f"/itineraries/{plan_id}/scenarios", {**ASKED, **wrong})
    assert (answer.status_code, faults(answer.text)) == (422, [])
    assert words in answer.text
    with session_of(app) as session:
        assert session.query(ScenarioSet).count() == 0


def test_it_computes_one_comparison_at_a_time_and_stops_when_asked(app: Any, at: Any) -> None:
    """Only one comparison of a plan runs at a time, and it can be stopped."""
    plan_id, browser = at
    page = f"/itineraries/{plan_id}/scenarios"
    url = browser.post(page, ASKED).headers["Location"]
    again = browser.post(page, ASKED)
    assert again.status_code == 409 and "are already being calculated." in again.text
    assert browser.post(f"{url}/stop", page=url).status_code == 303
    app.extensions["navrat.jobs"].drain()
    assert "Stopped before" in browser.get(url).text
    assert browser.post(f"{url}/stop", page=url).status_code == 409
    assert browser.post(page, ASKED).status_code == 303


def test_it_stores_no_scenario_that_breaks_a_rule(app: Any, at: Any) -> None:
    """If a scenario breaks a rule or one of its sums is wrong, no scenario is stored."""
    plan_id, browser = at
    computed(app, plan_id, browser)
    with session_of(app) as session:
        problem = copy.deepcopy(session.get(Plan, plan_id).problem)
        answer = copy.deepcopy(session.query(ScenarioSet).one().answer)
    assert scenario_tasks.judged(problem, Outcome(0, answer))[0] is PlanStatus.SOLVED
    for one in answer["outcomes"]:
        wrong = copy.deepcopy(answer)
        target = next(other for other in wrong["outcomes"] if other["overlay"] == one["overlay"])
        target["plan"]["totals"]["cost"] += 1
        assert scenario_tasks.judged(problem, Outcome(0, wrong))[0] is PlanStatus.FAILED, one["overlay"]


def test_it_tells_nothing_of_a_restricted_family_in_scenarios(app: Any, at: Any, sign_in: Any) -> None:
    """A comparison can still be read after a restriction, but without the family for people without the right."""
    plan_id, browser = at
    url = computed(app, plan_id, browser)
    auditor = sign_in("auditor")
    assert auditor.get(url).status_code == 200
    assert auditor.post(f"/itineraries/{plan_id}/scenarios", ASKED, page="/account").status_code == 403
    with session_of(app) as session:
        case = session.query(Case).filter_by(number="C-1").one()
        case.restricted, case.persons[0].surname = True, "Kanarek"
        session.add(CaseAccess(case_id=case.id, user_id=session.get(Plan, plan_id).asked_by_id))
        plan, row, fewer = session.get(Plan, plan_id), session.query(ScenarioSet).one(), len(case.persons)
        rows = backing(session, plan)
        whole, told = (side_by_side.laid(plan, row, rows, str, hidden) for hidden in ((), {case.id}))
        for before, after in zip(whole.columns, told.columns, strict=True):
            assert (before.people + before.left) - (after.people + after.left) == fewer
            assert before.cost == after.cost and case not in [one.case for one in after.otherwise]
    for address in (url, f"{url}/progress", f"/itineraries/{plan_id}/scenarios"):
        answer = auditor.get(address)
        assert answer.status_code == 200 and "Kanarek" not in answer.text and "C-1<" not in answer.text, address


def test_it_says_what_a_charter_costs_against_scheduled_flights(app: Any, sign_in: Any) -> None:
    """A charter for 900,000 that saves 300,000 for each person is worthwhile from three people on."""

    def build(here: World) -> None:
        here.flight("QS9001", "PRG-TBS", 12, 9, 4, seats=20)
        here.option("CH-1", "QS9001", fare_adult=500_000, fixed_cost=900_000)
        for number in range(4):
            here.case(f"C-{number}", wish_from=day(11))

    plan_id = planned(app, build, seconds=60)
    page = sign_in("planner").get(f"/itineraries/{plan_id}").text
    assert faults(page) == []
    row = page.split("Charter compared with scheduled flights")[-1].split("</table>")[0]
    assert "QS 9001" in row and "3 people" in row and ">4<" in row
