"""The one place that changes the status of a passenger or an itinerary."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from models.people.account import User
from models.record.because import Why
from models.travel.booking import NEXT_PASSENGER, Passenger, PassengerStatus
from models.travel.itinerary import NEXT_ITINERARY, Itinerary, ItineraryStatus
from planner.audit import events

P, T = PassengerStatus, ItineraryStatus
PASSENGER_ACTIONS = {
    (P.RESERVED, P.TICKETED): "passenger.ticketed",
    (P.TICKETED, P.RESERVED): "passenger.unticketed",
    (P.DEPARTED, P.TICKETED): "passenger.taken_back",
}
ITINERARY_ACTIONS = {
    (T.RESERVED, T.TICKETED): "itinerary.ticketed",
    (T.TICKETED, T.RESERVED): "itinerary.unticketed",
    (T.RESERVED, T.CANCELLED): "itinerary.cancelled",
    (T.TICKETED, T.CANCELLED): "itinerary.cancelled",
}


def move_passenger(
    session: Session,
    passenger: Passenger,
    target: PassengerStatus,
    *,
    by: User,
    what: Mapping[str, Any] | None = None,
    why: Why = "",
) -> None:
    """Give the passenger the status `target` and write the event, with the facts in `what`.

    Raises `Refused` when the table does not allow the move.
    """
    action = PASSENGER_ACTIONS.get((passenger.status, target), f"passenger.{target.value}")
    events.moved(session, passenger, target, NEXT_PASSENGER, action, by=by, what=what, why=why)


def move_itinerary(session: Session, itinerary: Itinerary, target: ItineraryStatus, *, by: User, why: Why = "") -> None:
    """Give the itinerary the status `target` and write the event. Raises `Refused` when the table does not allow it."""
    action = ITINERARY_ACTIONS.get((itinerary.status, target), "itinerary.moved")
    events.moved(session, itinerary, target, NEXT_ITINERARY, action, by=by, why=why)
