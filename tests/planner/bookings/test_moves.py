"""Seats and itineraries change status along their tables, and each change writes one event, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models import Event, Itinerary, ItineraryStatus, PassengerStatus, Role, User
from models.travel.booking import NEXT_PASSENGER
from models.words import Refused
from planner.bookings.moves import move_itinerary, move_passenger
from tests.support.worlds.caseload import places, ready
from tests.support.worlds.seats import seat

P, T = PassengerStatus, ItineraryStatus


@pytest.fixture
def at(store: Any) -> Any:
    """A reserved itinerary with one passenger, in an open session, and the acting user."""
    with store.work() as session:
        user = User(email="w@example.org", name="W", password_hash="x")
        user.roles = {Role.CASE_WORKER}
        session.add(user)
        itinerary = seat(session, ready(session, places(session)))
        session.flush()
        session.refresh(itinerary)
        yield session, itinerary, user


def told(session: Any, noun: str) -> list[tuple[str, Any]]:
    rows = session.scalars(sa.select(Event).where(Event.noun == noun).order_by(Event.id))
    return [(row.action, row.what["status"]) for row in rows]


def test_it_tells_what_became_of_a_seat(at: Any) -> None:
    """A seat that is ticketed, unticketed, departed, corrected or cancelled gets a different event each time."""
    session, itinerary, by = at
    passenger = itinerary.passengers[0]
    for target in (P.TICKETED, P.RESERVED, P.TICKETED, P.DEPARTED, P.TICKETED, P.CANCELLED):
        move_passenger(session, passenger, target, by=by)
    assert [action for action, _ in told(session, "passenger")] == [
        "passenger.ticketed",
        "passenger.unticketed",
        "passenger.ticketed",
        "passenger.departed",
        "passenger.taken_back",
        "passenger.cancelled",
    ]
    assert told(session, "passenger")[-1][1] == ["ticketed", "cancelled"]


def test_it_never_seats_again_who_left_or_stayed_away(at: Any) -> None:
    """A cancelled seat and a no-show are final, and no event is written for the attempt."""
    session, itinerary, by = at
    passenger = itinerary.passengers[0]
    move_passenger(session, passenger, P.CANCELLED, by=by)
    for target in set(P) - {P.CANCELLED}:
        with pytest.raises(Refused):
            move_passenger(session, passenger, target, by=by)
    assert len(told(session, "passenger")) == 1
    assert NEXT_PASSENGER[P.NO_SHOW] == set()


def test_it_tells_what_became_of_an_itinerary(at: Any) -> None:
    """Ticketing an itinerary and undoing it have their own events; departure and arrival are recorded as moves."""
    session, itinerary, by = at
    for target in (T.TICKETED, T.RESERVED, T.TICKETED, T.DEPARTED, T.ARRIVED):
        move_itinerary(session, itinerary, target, by=by)
    assert [action for action, _ in told(session, "itinerary")] == [
        "itinerary.ticketed",
        "itinerary.unticketed",
        "itinerary.ticketed",
        "itinerary.moved",
        "itinerary.moved",
    ]
    with pytest.raises(Refused):
        move_itinerary(session, itinerary, T.CANCELLED, by=by)
    assert session.get(Itinerary, itinerary.id).status is T.ARRIVED
