"""Today shows users with the right which past departures and arrivals must be confirmed, and links to these."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models import ItineraryStatus, PassengerStatus
from models.office import today
from tests.support.pages.html import faults
from tests.support.worlds.places import case, departing


def test_past_departures_and_arrivals_are_rows_of_today(app: Any, sign_in: Any) -> None:
    """Two unconfirmed departures and one unconfirmed arrival are counted in Today as in their lists."""
    with app.extensions["navrat.database"].work() as session:
        for number in (1, 2, 3):
            family = case(session, number=f"CZ-26-000{number}")
            trip = departing(session, family, on=today() - timedelta(days=number), number=f"I-26-000{number}")
            if number == 3:
                trip.status = ItineraryStatus.DEPARTED
                for one in trip.passengers:
                    one.status = PassengerStatus.DEPARTED
        departing(session, case(session, restricted=True), on=today() - timedelta(days=9), number="I-26-DARK")
        departing(session, case(session), on=today(), number="I-26-0009")
    for role in ("planner", "case_worker"):
        browser = sign_in(role)
        page = browser.get("/").text
        assert "Confirm past departures" in page and "2 itineraries not confirmed" in page
        assert "Confirm past arrivals" in page and "1 itinerary not confirmed" in page and "I-26-DARK" not in page
        listed = browser.get("/departures/waiting").text
        assert faults(listed) == []
        left, landed = listed.split('id="landed"')
        assert [f"I-26-000{n}" in left for n in (1, 2, 3, 9)] == [True, True, False, False]
        assert "I-26-0003" in landed and "I-26-DARK" not in listed
    assert "Confirm past" not in sign_in("finance").get("/").text
