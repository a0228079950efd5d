"""The pages of a day: confirming departures, the Czech pick-up list and the travel letter (U42)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from models import Event, Itinerary, Passenger, PassengerStatus, TravelDocument
from models.office import today
from models.papers.document import DocumentKind, OriginalPlace
from tests.support.worlds.places import case, departing, facility


@pytest.fixture
def day(app: Any) -> Iterator[dict[str, Any]]:
    """A departure today of a family at Bělá-Jezová, and another one that these users may not see."""
    with app.extensions["navrat.database"].work() as session:
        place = facility(session, "BELA", name="Bělá-Jezová")
        family = case(
            session,
            {
                "surname": "Beridze",
                "given_names": "Nino",
                "facility_id": place.id,
                "service_codes": ["WCHR"],
                "vulnerable": True,
            },
            {"surname": "Beridze", "given_names": "Lali", "facility_id": place.id},
            number="CZ-26-0001",
        )
        family.persons[0].documents.append(
            TravelDocument(
                kind=DocumentKind.PASSPORT,
                number="AB1234567",
                original_at=OriginalPlace.POLICE,
                valid_until=date(2099, 1, 1),
            )
        )
        hidden = case(session, {"surname": "CANARY", "facility_id": place.id}, restricted=True)
        shown = departing(session, family, hidden, on=today())
        dark = departing(session, case(session, {"surname": "CANARY"}, restricted=True), on=today(), number="I-26-DARK")
        made = {
            "family": family.id,
            "hidden": hidden.id,
            "shown": shown.id,
            "dark": dark.id,
            "place": place.id,
            "passengers": [one.id for one in shown.passengers][:2],
            "stranger": shown.passengers[2].id,
        }
    with time_machine.travel(datetime.combine(today(), time(21), UTC)):
        yield made


def test_it_shows_the_day(day: dict[str, Any], sign_in: Any) -> None:
    """The day shows people, documents, needs and tickets, and nobody whom this user may not see."""
    page = sign_in("case_worker").get("/departures").text
    for words in ("PRG", "TK 1768", "Nino Beridze", "AB1234567", "With the police", "WCHR", "235-1234567890", "ABC123"):
        assert words in page
    assert "CANARY" not in page and "2 people" in page and page.count("1 seat held by the office") == 2


def test_it_says_which_day_it_does_not_understand(sign_in: Any) -> None:
    """A date that cannot be read is refused and stays in the field."""
    answer = sign_in("planner").get("/departures?day=someday")
    assert answer.status_code == 422 and 'value="someday"' in answer.text


def test_it_confirms_who_left(app: Any, day: dict[str, Any], sign_in: Any) -> None:
    """Departures and no-shows are saved from one form; adding fields cannot change a person who is not on it."""
    browser = sign_in("case_worker")
    first, second = day["passengers"]
    url = f"/departures/{day['shown']}"
    wrong = browser.post(url, {f"p{first}": "left", f"p{second}": "missing", "why": ""})
    assert wrong.status_code == 409 and "Give a short reason why someone did not turn up." in wrong.text
    data = {
        f"p{first}": "left",
        f"p{second}": "missing",
        "why": "ill",
        f"p{day['stranger']}": "left",
        "status": "arrived",
    }
    assert browser.post(url, data).status_code == 303
    with app.extensions["navrat.database"].work(writes=False) as session:
        states = {one.id: one.status for one in session.scalars(sa.select(Passenger))}
        assert (states[first], states[second]) == (PassengerStatus.DEPARTED, PassengerStatus.NO_SHOW)
        assert states[day["stranger"]] is PassengerStatus.TICKETED
    taken = {"back-passenger": first, "back-why": "wrong family", "back-version": "1"}
    assert browser.post(f"{url}/take-back", {**taken, "back-passenger": second}, page=url).status_code == 422
    assert browser.post(f"{url}/take-back", {**taken, "back-version": "7"}, page=url).status_code == 409
    assert browser.post(f"{url}/take-back", taken, page=url).status_code == 303


def test_it_confirms_the_arrival(app: Any, day: dict[str, Any], sign_in: Any) -> None:
    """An arrival can be confirmed only after the departure and with its source."""
    with app.extensions["navrat.database"].work() as session:
        alone = departing(session, case(session), on=today() - timedelta(days=1), number="I-26-0009")
        url, passenger = f"/departures/{alone.id}", alone.passengers[0].id
    browser = sign_in("planner")
    assert browser.post(f"{url}/arrived", {"arrival-why": "seen", "arrival-version": "1"}, page=url).status_code == 409
    browser.post(url, {f"p{passenger}": "left"})
    assert browser.post(f"{url}/arrived", {"arrival-why": ""}, page=url).status_code == 422
    known = {"arrival-why": "message 18:40", "arrival-version": "2"}
    assert browser.post(f"{url}/arrived", known, page=url).status_code == 303
    assert "Arrived" in browser.get(url).text


def test_it_prints_the_pick_up_list_in_czech(app: Any, day: dict[str, Any], sign_in: Any) -> None:
    """U42: the list shows only what the facility needs and who printed it, and is recorded for each of its cases."""
    browser = sign_in("case_worker")
    page = browser.get(f"/departures/{today().isoformat()}/pick-up/{day['place']}").text
    assert '<article class="paper wide" lang="cs">' in page
    for words in ("Bělá-Jezová", "Beridze, Nino", "CZ-26-0001", "Case_Worker"):
        assert words in page
    for secret in ("CANARY", "AB1234567", "235-1234567890", "ABC123"):
        assert secret not in page
    with app.extensions["navrat.database"].work(writes=False) as session:
        printed = session.scalars(sa.select(Event.case_id).where(Event.action == "pick_up.printed"))
        assert list(printed) == [day["family"]]


@pytest.mark.parametrize("language", ["en", "cs"])
def test_it_prints_the_travel_letter(day: dict[str, Any], sign_in: Any, language: str) -> None:
    """The travel letter is in the chosen language, with flights and names and without people the user may not see."""
    browser = sign_in("case_worker")
    page = browser.get(f"/departures/letters/{day['family']}/{language}").text
    assert f'<article class="paper" lang="{language}">' in page
    assert '<html lang="en"' in page and '<html lang="en"' in browser.get("/departures").text
    assert "TK 1769" in page and "Nino Beridze" in page and "ABC123" in page and "CANARY" not in page


def test_it_answers_hidden_rows_like_missing_ones(app: Any, day: dict[str, Any], sign_in: Any) -> None:
    """R23: an itinerary, a case or a facility that this user may not see answers like a missing one."""
    browser = sign_in("case_worker")
    days = today().isoformat()
    for url in (
        f"/departures/{day['dark']}",
        f"/departures/letters/{day['hidden']}/en",
        "/departures/987654",
        f"/departures/{days}/pick-up/987654",
        "/departures/2026-99-99/pick-up/1",
        "/departures/letters/987654/cs",
    ):
        assert browser.get(url).status_code == 404, url
    assert browser.post(f"/departures/{day['dark']}", {}, page="/account").status_code == 404
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get(Itinerary, day["dark"]).version == 1


@pytest.mark.parametrize("role", ["finance", "approver", "auditor", "admin", "protection"])
def test_it_keeps_the_day_to_those_who_work_on_it(day: dict[str, Any], sign_in: Any, role: str) -> None:
    """Other roles get 403."""
    assert sign_in(role).get("/departures").status_code == 403


def test_it_says_when_the_aircraft_leaves_to_whoever_confirms_before(day: dict[str, Any], sign_in: Any) -> None:
    """A confirmation before departure is refused with the local departure time, and the choices are kept."""
    browser = sign_in("case_worker")
    url, (first, second) = f"/departures/{day['shown']}", day["passengers"]
    with time_machine.travel(datetime.combine(today(), time(13), UTC)):
        early = browser.post(url, {f"p{first}": "left", f"p{second}": "open"}, page=url)
    assert early.status_code == 409 and "local time. You can only confirm it after that." in early.text
    assert "checked" in early.text
