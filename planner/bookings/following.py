"""The status of an itinerary follows from its passengers: one function derives it, the other applies it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from models.people.account import User
from models.record.because import Why
from models.travel.booking import PassengerStatus
from models.travel.itinerary import Itinerary, ItineraryStatus
from planner.bookings.moves import move_itinerary

P, T = PassengerStatus, ItineraryStatus
FORWARD = (T.RESERVED, T.TICKETED, T.DEPARTED)
"""The derived statuses, in the order in which an itinerary goes through them."""


def state_of(people: Iterable[PassengerStatus], now: ItineraryStatus) -> ItineraryStatus:
    """The status an itinerary must have when its passengers have these statuses.

    An itinerary that has arrived or is cancelled does not change. One that nobody takes is cancelled: everyone withdrew
    or did not turn up.
    """
    left = {one for one in people if one is not P.CANCELLED}
    if now not in FORWARD:
        return now
    if left <= {P.NO_SHOW}:
        return T.CANCELLED
    if P.RESERVED in left:
        return T.RESERVED
    if P.TICKETED in left:
        return T.TICKETED
    return T.DEPARTED if P.DEPARTED in left else now


def follow(session: Session, itinerary: Itinerary, *, by: User, why: Why = "") -> None:
    """Move the itinerary to the status that follows from its passengers, step by step, each with its event."""
    target = state_of([one.status for one in itinerary.passengers], itinerary.status)
    while itinerary.status is not target:
        step = target
        if target in FORWARD and FORWARD.index(target) > FORWARD.index(itinerary.status):
            step = FORWARD[FORWARD.index(itinerary.status) + 1]
        elif target is T.RESERVED and itinerary.status is T.DEPARTED:
            step = T.TICKETED
        move_itinerary(session, itinerary, step, by=by, why=why)


def shown_state(people: Iterable[PassengerStatus], now: ItineraryStatus) -> ItineraryStatus:
    """The state of an itinerary as far as these people of it tell: somebody reads it who may not know the others.

    Where nobody of them is on board, seats are held on it, and held seats look reserved.
    """
    on_board = [one for one in people if one not in (P.CANCELLED, P.NO_SHOW)]
    if not on_board:
        return now if now is T.CANCELLED else T.RESERVED
    return state_of(on_board, now)
