"""A case is restricted after ticketing: no seat, plan or haléř is lost, and somebody follows it to the departure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
import time_machine

from models import Case, CaseAccess, CaseStatus, Itinerary, Passenger, PassengerStatus, Plan, User
from models.office import today
from planner.bookings import service
from planner.plans.confirming import confirming
from tests.support.worlds.planned import busy, planned

WHY = "threatened by those who brought them here"


def ticketed(app: Any) -> dict[str, Any]:
    """The plan with C-1 is confirmed and has tickets; ids of what the journey opens."""
    plan_id = planned(app, busy)
    with app.extensions["navrat.database"].work() as session:
        planner = session.query(User).filter_by(email="planner@example.org").one()
        confirming.confirm(session, session.get(Plan, plan_id), ["TBS-1", "TBS-2"], by=planner, today=today())
        case = session.scalar(sa.select(Case).where(Case.number == "C-1"))
        case.owner_id = session.query(User).filter_by(email="case_worker@example.org").one().id
        seats = session.scalars(sa.select(Passenger).where(Passenger.case_id == case.id)).all()
        itinerary = seats[0].itinerary
        for booking in itinerary.bookings:
            service.enter_pnr(session, booking, f"ABCDE{booking.id}", None, by=planner)
        numbers = {one.id: f"235123456789{place}" for place, one in enumerate(seats)}
        service.ticket(session, itinerary, numbers, by=planner, today=today())
        assert case.status is CaseStatus.TICKETED
        return {
            "plan": plan_id,
            "case": case.id,
            "itinerary": itinerary.id,
            "flight": itinerary.option.flights[0].id,
            "seats": [one.id for one in seats],
            "leaves": itinerary.departs_on,
            "words": f"{len(seats)} seats held by the office",
        }


def restricted(app: Any, officer: Any, at: dict[str, Any]) -> None:
    """The page names who loses sight; without a stand-in, and with one who cannot do the work, it is refused."""
    url = f"/cases/{at['case']}/protection"
    page = officer.get(url).text
    for told in ("Case_Worker", "is responsible for the case", "confirmed itinerary", "Plans:"):
        assert told in page, told
    refused = officer.post(url, {"restricted": "y", "why": WHY}, page=url)
    assert refused.status_code == 409 and "Choose a stand-in." in refused.text
    with app.extensions["navrat.database"].work(writes=False) as session:
        ids = {user.email: user.id for user in session.query(User)}
        assert not session.get(Case, at["case"]).restricted
    for email, status in (("case_worker@example.org", 422), ("second@example.org", 303)):
        form = {"restricted": "y", "why": WHY, "stand_in": str(ids[email])}
        assert officer.post(url, form, page=url).status_code == status, email
    with app.extensions["navrat.database"].work(writes=False) as session:
        named = {(one.user_id, one.stands_in) for one in session.scalars(sa.select(CaseAccess))}
        assert named == {(ids["second@example.org"], True), (ids["protection@example.org"], False)}
        assert session.get(Case, at["case"]).cost_number


def money_of(browser: Any, at: dict[str, Any]) -> list[str]:
    page = browser.get(f"/itineraries/{at['plan']}").text
    return [line for line in page.split("\n") if "This plan:" in line]


def seen_as_held(reader: Any, at: dict[str, Any]) -> None:
    """No case, no name, but every page is there with the seats."""
    assert reader.get(f"/cases/{at['case']}").status_code == 404
    day = f"/departures?day={at['leaves'].isoformat()}"
    for place in (f"/bookings/{at['itinerary']}", f"/flights/{at['flight']}", f"/itineraries/{at['plan']}/table", day):
        answer = reader.get(place)
        assert answer.status_code == 200 and at["words"] in answer.text, place
        assert "BERIDZE" not in answer.text.upper(), place


def test_a_case_restricted_after_ticketing_is_followed_to_its_departure(app: Any, sign_in: Any) -> None:
    """Others see held seats and the same money in the plan; the stand-in sees the case and confirms its departure."""
    planner, worker = sign_in("planner"), sign_in("case_worker")
    stand_in, officer = sign_in("planner", email="second@example.org"), sign_in("protection")
    at = ticketed(app)
    money = money_of(planner, at)
    restricted(app, officer, at)
    for reader in (planner, worker):
        seen_as_held(reader, at)
    assert money_of(planner, at) == money != []
    assert planner.post(f"/bookings/{at['itinerary']}/cancel", {"why": "x"}, page="/account").status_code == 404
    assert "BERIDZE" in stand_in.get(f"/bookings/{at['itinerary']}").text.upper()
    assert stand_in.get(f"/cases/{at['case']}").status_code == 200
    with time_machine.travel(datetime.combine(at["leaves"], time(21), UTC), tick=True):
        stand_in.sign_in("second@example.org")
        departure = f"/departures/{at['itinerary']}"
        left = {f"p{seat}": "left" for seat in at["seats"]}
        assert stand_in.post(departure, left, page=departure).status_code == 303
        planner.sign_in("planner@example.org")
        seen_as_held(planner, at)
    with time_machine.travel(datetime.combine(at["leaves"] + timedelta(days=1), time(9), UTC), tick=True):
        planner.sign_in("planner@example.org")
        assert at["words"] not in planner.get("/bookings").text
    with app.extensions["navrat.database"].work(writes=False) as session:
        assert session.get(Case, at["case"]).status is CaseStatus.DEPARTED
        states = {one.status for one in session.get(Itinerary, at["itinerary"]).passengers}
        assert states == {PassengerStatus.DEPARTED}
