"""R22: a facility sees only its own requests, and of their cases only what it may know."""

from __future__ import annotations

import re
import statistics
import time
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from models import Case, CaseStatus, FlightOption, Itinerary, Passenger, RequestStatus, ReturnRequest
from planner.portal import queries
from tests.support.worlds.places import case, facility

PATHS = ("", "/check", "/agreement", "/people/1/names", "/discard")
POSTS = ("/send", "/discard", "/agreement", "/people/1/names")


def plain(answer: Any) -> tuple[int, str, str]:
    """The answer without the parts that always differ: reference, tokens and the address."""
    text = re.sub(r"\b[0-9a-f]{8}\b|value=\"[^\"]{40,}\"|/requests/\d+|%2Frequests%2F\d+", "", answer.text)
    return answer.status_code, answer.content_type, text


@pytest.fixture
def requests(app: Any) -> dict[str, int]:
    """A draft and a sent request of each of two facilities."""
    found = {}
    with app.extensions["navrat.database"].work() as session:
        for code in ("BELA", "BALKOVA"):
            place = facility(session, code)
            sent = case(session, {"surname": f"SECRET{code}", "facility_id": place.id}, facility_id=place.id)
            answers = {"agreement": {"agreed": "yes"}, "count": {"people": 1}, "names-0": {"surname": f"SECRET{code}"}}
            rows = [
                ReturnRequest(reference=f"R-D{code}", facility_id=place.id, answers=answers),
                ReturnRequest(
                    reference=f"R-S{code}",
                    facility_id=place.id,
                    answers=answers,
                    case_id=sent.id,
                    status=RequestStatus.SENT,
                    sent_at=sent.created_at,
                ),
            ]
            session.add_all(rows)
            session.flush()
            found.update({f"{code}-draft": rows[0].id, f"{code}-sent": rows[1].id})
    return found


def test_it_answers_foreign_requests_like_missing_ones(app: Any, requests: dict[str, int], sign_in: Any) -> None:
    """R22: another facility's request answers exactly like a missing one on every page, and nothing changes."""
    browser = sign_in("facility", facility="BELA")
    for kind in ("draft", "sent"):
        foreign, missing = requests[f"BALKOVA-{kind}"], 987654
        for path in PATHS:
            assert plain(browser.get(f"/requests/{foreign}{path}")) == plain(browser.get(f"/requests/{missing}{path}"))
            assert browser.get(f"/requests/{foreign}{path}").status_code == 404
        for path in POSTS:
            answers = [
                browser.post(f"/requests/{number}{path}", {"agreed": "yes"}, page="/account")
                for number in (foreign, missing)
            ]
            assert plain(answers[0]) == plain(answers[1]) and answers[0].status_code == 404
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert {row.version for row in session.scalars(sa.select(ReturnRequest))} == {1}


def test_it_lists_own_requests_only(requests: dict[str, int], sign_in: Any) -> None:
    """R22: no list shows or counts requests of another facility."""
    browser = sign_in("facility", facility="BELA")
    for url in ("/requests", "/requests?state=sent", "/requests?state=draft", "/requests?page=2", "/"):
        page = browser.get(url).text
        assert "BALKOVA" not in page
    page = browser.get("/requests").text
    assert "R-DBELA" in page and "R-SBELA" in page and "SECRET" not in page
    assert "SECRETBELA" in browser.get(f"/requests/{requests['BELA-sent']}").text


@pytest.mark.parametrize("role", ["case_worker", "planner", "finance", "admin", "auditor", "protection", "approver"])
def test_it_keeps_requests_to_facilities(requests: dict[str, int], sign_in: Any, role: str) -> None:
    """Staff of IOM work with cases and cannot open the requests of a facility."""
    browser = sign_in(role)
    assert browser.get("/requests").status_code == 403
    assert browser.get(f"/requests/{requests['BELA-draft']}").status_code == 403


@pytest.mark.parametrize(
    ("status", "restricted", "words"),
    [
        (CaseStatus.REGISTERED, False, "Received by IOM"),
        (CaseStatus.PREPARING, False, "Being prepared by IOM"),
        (CaseStatus.ON_HOLD, False, "Being prepared by IOM"),
        (CaseStatus.RESERVED, False, "Flight reserved for 2026-12-03"),
        (CaseStatus.TICKETED, False, "Flying on 2026-12-03"),
        (CaseStatus.DEPARTED, False, "Left on 2026-12-03"),
        (CaseStatus.REVOKED, False, "IOM cannot help with this return"),
        (CaseStatus.TICKETED, True, "Being prepared by IOM"),
    ],
)
def test_it_tells_how_far_a_case_is(store: Any, status: CaseStatus, restricted: bool, words: str) -> None:
    """R23: the state is given in plain words with the day of the flight; a restricted case is only “being prepared”."""
    with store.work() as session:
        row = case(session, status=status, restricted=restricted)
        option = FlightOption(
            code="X", destination="TBS", departs_on=date(2026, 12, 3), fare_adult=1, fare_child=1, fare_infant=1
        )
        session.add(option)
        session.flush()
        itinerary = Itinerary(number="I-1", option_id=option.id, departs_on=date(2026, 12, 3))
        itinerary.passengers.append(Passenger(case_id=row.id, person_id=row.persons[0].id, fare_kind="adult"))
        session.add(itinerary)
        session.flush()
        days = queries.departures(session, [row.id])
        assert str(queries.state_of(session.get(Case, row.id), days.get(row.id))[0]) == words


@pytest.mark.hard
def test_it_hides_every_one_of_fifty_requests_of_another_facility(app: Any, sign_in: Any) -> None:
    """R22: each of fifty foreign requests answers exactly like a missing one, within 20 ms of the same time."""
    foreign = []
    with app.extensions["navrat.database"].work() as session:
        for code in ("BELA", "BALKOVA"):
            place = facility(session, code)
            for number in range(50):
                row = ReturnRequest(
                    reference=f"R-{code}-{number}",
                    facility_id=place.id,
                    answers={"names-0": {"surname": f"SECRET{code}"}, "count": {"people": 1}},
                )
                session.add(row)
                session.flush()
                foreign += [row.id] if code == "BALKOVA" else []
    browser = sign_in("facility", facility="BELA")
    spent: dict[str, list[float]] = {"foreign": [], "missing": []}
    for place, request_id in enumerate(foreign):
        for path in PATHS:
            answers = []
            for kind, number in (("foreign", request_id), ("missing", 900_000 + place)):
                began = time.process_time()
                answers.append(browser.get(f"/requests/{number}{path}"))
                spent[kind].append(time.process_time() - began)
            assert plain(answers[0]) == plain(answers[1])
    assert abs(statistics.median(spent["foreign"]) - statistics.median(spent["missing"])) < 0.02
    for url in ("/requests", "/requests?page=2", "/", "/requests?state=draft"):
        assert "SECRETBALKOVA" not in browser.get(url).text and "R-BALKOVA" not in browser.get(url).text
    assert "R-BALKOVA-7" not in browser.post("/search", {"q": "R-BALKOVA-7"}).text.replace('value="R-BALKOVA-7"', "")
