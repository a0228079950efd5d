"""A facility's list of its own people: departures, what it must send, search, and what remains after a transfer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import Case, Facility, Person, RequestStatus, ReturnRequest, TransferCost
from models.base import now
from models.office import today
from tests.support.worlds.places import case, departing, facility


@pytest.fixture
def places(app: Any) -> dict[str, int]:
    """Two facilities, each with one family and its sent request; the first family leaves tomorrow."""
    found = {}
    with app.extensions["navrat.database"].work() as session:
        for code, name, number in (("BELA", "Gantulga", "CZ-26-5001"), ("BALKOVA", "Meladze", "CZ-26-5002")):
            place = facility(session, code, transfers=[TransferCost(airport="PRG", amount=1, minutes=90)])
            people = [{"surname": name, "given_names": part, "facility_id": place.id} for part in ("Enkhbold", "Nomin")]
            row = case(session, *people, facility_id=place.id, number=number)
            session.add(_sent(row, place))
            departing(session, row, on=today() + timedelta(days=1), number=f"I-{code}")
            found[code], found[f"{code}-case"] = place.id, row.id
    return found


def _sent(row: Case, place: Facility) -> ReturnRequest:
    answers = {"agreement": {"agreed": "yes"}, "count": {"people": len(row.persons)}}
    answers |= {
        f"names-{one.position}": {"surname": one.surname, "given_names": one.given_names} for one in row.persons
    }
    answers["needs-0"] = {"needs": ["medical"], "words": "insulin twice a day"}
    return ReturnRequest(
        reference=f"R-{place.code}", facility_id=place.id, case_id=row.id, status=RequestStatus.SENT, sent_at=now(),
        answers=answers,
    )  # fmt: skip


def test_it_shows_who_leaves_with_time_papers_and_medicine(places: dict[str, int], sign_in: Any) -> None:
    """Tomorrow's departure shows names, the hour of the van and of the airport, the document and the medicine."""
    browser = sign_in("facility", facility="BELA")
    page = browser.get("/requests/people").text
    assert "Gantulga, Enkhbold" in page and "Tomorrow" in page and "Pick-up at 10:35" in page and "by 12:05" in page
    assert "Passport" in page and "insulin twice a day" in page and "Tbilisi" in page
    assert "Meladze" not in page and "CZ-26-5002" not in page
    assert "Get ready for departure" in browser.get("/").text


def test_it_shows_what_is_owed_and_by_when(app: Any, places: dict[str, int], sign_in: Any) -> None:
    """What the facility must still send is listed with a date, on this page and on its start page."""
    with app.extensions["navrat.database"].work() as session:
        people = session.get(Case, places["BELA-case"]).persons
        for paper in (one for person in people for one in person.papers):
            paper.withdrawn_on = today()
        person = people[1]
        person.fit_certificate_needed, person.nationality, person.born_on = True, None, None
    browser = sign_in("facility", facility="BELA")
    for url in ("/requests/people", "/"):
        page = browser.get(url).text
        assert "Scan or photo of the signed forms" in page and "Doctor&#39;s certificate for the journey" in page
        assert "Answers not known yet: date of birth, nationality" in page


def test_it_does_not_ask_for_forms_whose_signatures_are_recorded(places: dict[str, int], sign_in: Any) -> None:
    """Once a signature is on the case, the facility is not asked for the signed forms."""
    browser = sign_in("facility", facility="BELA")
    for url in ("/requests/people", "/"):
        assert "Scan or photo of the signed forms" not in browser.get(url).text


@pytest.mark.parametrize("text", ["Гантулга", "gantulgaa", "R-BELA", "cz265001", "CZ-26-5001"])
def test_it_finds_own_people_in_any_spelling_and_by_either_number(
    places: dict[str, int], sign_in: Any, text: str
) -> None:
    """A request is found by a name in another script or spelling, by its own number and by the case's number."""
    page = sign_in("facility", facility="BELA").post("/search", {"q": text}).text
    assert "R-BELA<" in page and "Gantulga, Enkhbold" in page and "Meladze" not in page


@pytest.mark.parametrize("text", ["Meladze", "R-BALKOVA", "CZ-26-5002", "Меладзе"])
def test_it_never_finds_people_of_another_facility(places: dict[str, int], sign_in: Any, text: str) -> None:
    """R22: neither a name nor a number finds people of another facility."""
    page = sign_in("facility", facility="BELA").post("/search", {"q": text}).text
    assert "Nothing found" in page and "Requests found" not in page


def test_a_request_follows_its_people_to_the_next_facility(app: Any, places: dict[str, int], sign_in: Any) -> None:
    """After a transfer the new facility has the request, and the former one keeps its number and dates but no names."""
    with app.extensions["navrat.database"].work() as session:
        for person in session.query(Person).filter_by(surname="Gantulga"):
            person.facility_id = places["BALKOVA"]
    old, new = sign_in("facility", facility="BELA"), sign_in("facility", facility="BALKOVA")
    assert "Gantulga" in new.get("/requests/people").text and "Enkhbold" in new.get("/requests/1").text
    assert old.get("/requests/1").status_code == 404
    for url in ("/requests/people", "/requests", "/"):
        assert "Gantulga" not in old.get(url).text
    listed = old.get("/requests").text
    assert "R-BELA" in listed and "No longer at your facility" in listed
    assert "Nothing found" in old.post("/search", {"q": "Gantulga"}).text


def test_a_restricted_case_stays_with_what_the_facility_said_itself(
    app: Any, places: dict[str, int], sign_in: Any
) -> None:
    """R23: a restricted case shows no departure and no fact of the case file, and does not move to a new facility."""
    with app.extensions["navrat.database"].work() as session:
        row = session.get(Case, places["BELA-case"])
        row.restricted, row.persons[0].given_names = True, "CORRECTED"
    page = sign_in("facility", facility="BELA").get("/requests/people").text
    assert "Gantulga, Enkhbold" in page and "CORRECTED" not in page and "Tomorrow" not in page
    with app.extensions["navrat.database"].work() as session:
        for person in session.get(Case, places["BELA-case"]).persons:
            person.facility_id = places["BALKOVA"]
    assert "Gantulga" not in sign_in("facility", facility="BALKOVA").get("/requests/people").text


@pytest.mark.parametrize("role", ["case_worker", "planner", "finance", "admin", "auditor", "protection", "approver"])
def test_nobody_else_opens_the_list(places: dict[str, int], sign_in: Any, role: str) -> None:
    """The list is for facility staff."""
    assert sign_in(role).get("/requests/people").status_code == 403
