"""Seats held by the office: hold, release, deduction; and the seats of a restricted family look exactly the same."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import unified_diff
from typing import Any

import pytest
import sqlalchemy as sa

from models import Case, HoldReason, Itinerary, ItineraryStatus, Passenger, Plan, SeatHold, User
from models.office import today
from models.words import Refused
from planner.bookings import seat_holds, service
from planner.bookings.effects import effects
from planner.plans.confirming import confirming
from planner.plans.problem.freezing import freeze
from planner.plans.problem.question import question_of
from tests.support.worlds.planned import busy, planned


@pytest.fixture
def at(app: Any) -> Any:
    """Everything of the plan confirmed; gives the database."""
    plan_id = planned(app, busy)
    database = app.extensions["navrat.database"]
    with database.work() as session:
        confirming.confirm(
            session, session.get(Plan, plan_id), ["TBS-1", "TBS-2"], by=session.query(User).first(), today=today()
        )
    return database


def of(session: Any, number: str) -> tuple[Itinerary, Case, User]:
    case = session.scalar(sa.select(Case).where(Case.number == number))
    seat = session.scalar(sa.select(Passenger).where(Passenger.case_id == case.id))
    return seat.itinerary, case, session.query(User).first()


def held(session: Any, itinerary: Itinerary, seats: int, by: User) -> SeatHold:
    wish = seat_holds.Wish(itinerary.option, seats, HoldReason.RESERVE, itinerary.option.departs_on)
    return seat_holds.hold(session, wish, by=by, today=today())


def seats_in_problem(session: Any, by: User) -> dict[str, int]:
    plan = session.scalars(sa.select(Plan)).first()
    problem = freeze(session, question_of(plan, "CZK"), by, today()).problem
    return {leg["id"]: leg["seats"] for leg in problem["legs"]}


def test_held_seats_are_deducted_from_plans_like_bookings(at: Any) -> None:
    """Held seats are deducted on every flight of the option, until they are released or their last day is over."""
    with at.work() as session:
        itinerary, _case, by = of(session, "C-1")
        before = seats_in_problem(session, by)
        row = held(session, itinerary, 2, by)
        own = {flight.code for flight in itinerary.option.flights}
        after = seats_in_problem(session, by)
        assert {code for code in before if before[code] - after[code] == 2} == own
        assert all(before[code] == after[code] for code in before if code not in own)
        seat_holds.release(session, row, by=by)
        assert seats_in_problem(session, by) == before
        row = held(session, itinerary, 2, by)
        row.until = today() - timedelta(days=1)
        session.flush()
        assert seats_in_problem(session, by) == before


def test_a_hold_is_refused_beyond_the_seats_and_the_days(at: Any) -> None:
    """A hold of more seats than are left, after the departure or before today is refused with an explanation."""
    with at.work() as session:
        itinerary, _case, by = of(session, "C-1")
        left = seat_holds.free_seats(session, itinerary.option, today())
        with pytest.raises(Refused, match=f"Seats left: {left}"):
            held(session, itinerary, left + 1, by)
        held(session, itinerary, left, by)
        assert seat_holds.free_seats(session, itinerary.option, today()) == 0
        for day in (itinerary.departs_on + timedelta(days=1), today() - timedelta(days=1)):
            with pytest.raises(Refused, match="from today until the departure"):
                wish = seat_holds.Wish(itinerary.option, 1, HoldReason.RESERVE, day)
                seat_holds.hold(session, wish, by=by, today=today())


def test_an_itinerary_with_held_seats_outlives_its_families(at: Any) -> None:
    """An itinerary with held seats stays reserved when its last family leaves, until they are released."""
    with at.work() as session:
        itinerary, case, by = of(session, "C-1")
        row = held(session, itinerary, 1, by)
        others = {one.case for one in itinerary.passengers}
        for one in others:
            service.withdraw(session, one, by=by, why="changed their mind")
        assert itinerary.status is ItineraryStatus.RESERVED
        seat_holds.release(session, row, by=by)
        assert itinerary.status is ItineraryStatus.CANCELLED
        seat_holds.release(session, row, by=by)


def test_group_warnings_count_held_seats(at: Any) -> None:
    """Held seats count for the minimum of a group, so with enough of them no fare changes."""
    with at.work() as session:
        itinerary, case, by = of(session, "C-1")
        itinerary.group_fare, itinerary.option.group_minimum, itinerary.option.group_adult = True, 2, 700_000
        session.flush()
        held(session, itinerary, 1, by)
        told = [str(one) for one in effects(session, [case], by=by).affects]
        assert any("drops below the group minimum (1 of 2)" in one for one in told), told
        held(session, itinerary, 1, by)
        told = [str(one) for one in effects(session, [case], by=by).affects]
        assert not any("group minimum" in one for one in told), told


TOKENS = re.compile(r'<[^>]*name="[\w-]*(csrf|form)_token"[^>]*>|\b[0-9a-f]{8}\b')


def pages(browser: Any, itinerary: int, flight: int, day: str) -> dict[str, str]:
    """Every page that shows an itinerary, without its tokens."""
    urls = (
        "/bookings",
        "/bookings?status=reserved",
        "/bookings?status=ticketed",
        f"/bookings/{itinerary}",
        f"/bookings/{itinerary}/names",
        f"/bookings/{itinerary}/cancel",
        f"/flights/{flight}",
        f"/departures?day={day}",
        "/itineraries/calendar.ics",
    )
    found = {url: browser.get(url) for url in urls}
    return {url: f"{one.status_code} {TOKENS.sub('', one.text)}" for url, one in found.items()}


@pytest.mark.parametrize("alone", [True, False])
def test_a_restricted_family_looks_like_held_seats(at: Any, sign_in: Any, alone: bool) -> None:
    """The pages with a restricted family equal, byte for byte, those with seats held by the office.

    Tested with the family alone on its itinerary, and with somebody else on it too.
    """
    with at.work() as session:
        itinerary, case, by = of(session, "C-1")
        other = session.scalar(sa.select(Case).where(Case.number == "C-2"))
        if not alone:
            for seat in session.scalars(sa.select(Passenger).where(Passenger.case_id == other.id)):
                seat.itinerary_id, seat.booking_id = itinerary.id, itinerary.bookings[0].id
        case.restricted = True
        seats = sum(seat.fare_kind != "infant" for seat in itinerary.passengers if seat.case_id == case.id)
        keys = itinerary.id, itinerary.option.flights[0].id, itinerary.departs_on.isoformat()
        family = [seat.id for seat in itinerary.passengers if seat.case_id == case.id]
    browser = sign_in("planner")
    hidden = pages(browser, *keys)
    words = f"{seats} seat{'s' if seats > 1 else ''} held by the office"
    for url, text in hidden.items():
        wanted = not alone or "cancel" not in url
        assert text.startswith("200" if wanted else "404"), url
        assert (words in text) == ("status=ticketed" not in url and not url.endswith("/cancel")), url
    with at.work() as session:
        for seat_id in family:
            session.delete(session.get(Passenger, seat_id))
        session.flush()
        held(session, session.get(Itinerary, keys[0]), seats, session.query(User).first())
    for url, text in pages(browser, *keys).items():
        differs = "\n".join(unified_diff(hidden[url].split("\n"), text.split("\n"), n=0, lineterm=""))
        assert not differs, f"{url}: {differs}"


def test_only_who_holds_seats_reads_and_releases_them(at: Any, sign_in: Any) -> None:
    """A planner can hold seats on the flight's page; another planner sees only their number and cannot release them."""
    with at.work(writes=False) as session:
        itinerary, _case, _by = of(session, "C-1")
        flight = itinerary.option.flights[0].id
    browser, url = sign_in("planner"), f"/bookings/holds/{flight}"
    page = browser.get(url).text
    option = re.search(r'<option[^>]*value="(\d+)"', page[page.index('name="option"') :])[1]
    wrong = browser.post(url, {"option": option, "seats": "0", "reason": "reserve", "until": "x"}, page=url)
    assert wrong.status_code == 422
    form = {"option": option, "seats": "2", "reason": "group_size", "until": itinerary.departs_on.isoformat()}
    assert browser.post(url, form, page=url).status_code == 303
    assert "Size of the group" in browser.get(url).text
    with at.work() as session:
        row = session.scalars(sa.select(SeatHold)).one()
        row.held_by_id = None
        hold_id = row.id
    other = browser.get(url).text
    assert "you hold" not in other and "2 seats held by the office" in browser.get(f"/flights/{flight}").text
    assert browser.post(f"/bookings/holds/{hold_id}/release", {}, page=url).status_code == 404
