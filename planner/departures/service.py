"""Operations of the day: left, no-show, undone, arrived; statuses of people, case and itinerary change together."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models.people.account import User
from models.people.case import Case, CaseStatus
from models.travel.booking import HOLDING_A_SEAT, Passenger, PassengerStatus
from models.travel.itinerary import Itinerary, ItineraryStatus
from models.words import Refused, say
from planner.audit import events
from planner.bookings import claiming
from planner.bookings.following import follow
from planner.bookings.moves import move_itinerary, move_passenger
from planner.cases.moves import move_case
from planner.judgement import gates
from planner.judgement.trip import local_date
from planner.reference.airports import local

P = PassengerStatus
DECIDED = frozenset({P.DEPARTED, P.NO_SHOW})


def confirm(
    session: Session, itinerary: Itinerary, came: Mapping[int, bool], *, by: User, at: datetime, why: str = ""
) -> None:
    """Record who left and who did not turn up: `came` maps passenger ids to whether they left.

    Raises `Refused` before take-off, for a person without a ticket, and for a no-show without a reason; `MustNotTravel`
    for a person who must not travel according to current facts.
    """
    people = [one for one in itinerary.passengers if one.id in came and one.status in HOLDING_A_SEAT]
    if not people:
        raise Refused(say("Nothing was chosen. For at least one person, choose whether they departed."))
    _refuse_before_takeoff(itinerary, 0, at)
    if any(came[one.id] and one.status is not P.TICKETED for one in people):
        raise Refused(say("Someone has no ticket number yet. Enter it with the reservation, then confirm."))
    leaving = _cases([one for one in people if came[one.id]])
    gates.refuse_who_must_not_travel(session, leaving, local_date(at, itinerary.option.flights[0].origin))
    if not all(came[one.id] for one in people) and not why.strip():
        raise Refused(say("Give a short reason why someone did not turn up."))
    for one in people:
        target, reason = (P.DEPARTED, "") if came[one.id] else (P.NO_SHOW, why)
        move_passenger(session, one, target, by=by, why=reason)
    for case in _cases(people):
        absent = [one for one in people if one.case_id == case.id and one.status is P.NO_SHOW]
        if absent:
            claiming.claim_no_shows(session, case, itinerary, absent, by=by)
        _settle(session, case, itinerary, by=by, why=why)
    _itinerary_left(session, itinerary, by=by)


def _refuse_before_takeoff(itinerary: Itinerary, flight: int, at: datetime) -> None:
    """Nobody can have left, or arrived, before the aircraft has taken off."""
    found = itinerary.option.flights[flight]
    if at < found.departs_at:
        there = local(found.departs_at, found.origin)
        raise Refused(
            say(
                "%(flight)s leaves %(airport)s on %(day)s at %(time)s local time. You can only confirm it after that.",
                flight=f"{found.carrier} {found.number}",
                airport=found.origin,
                day=there.date(),
                time=f"{there:%H:%M}",
            )
        )


def _settle(session: Session, case: Case, itinerary: Itinerary, *, by: User, why: str) -> None:
    """Move the case once the answer is known for the whole family; if anyone left, the case has left.

    A family that never had all its tickets and did not turn up has missed nothing: it goes back to preparation.
    """
    family = [one for one in itinerary.passengers if one.case_id == case.id and one.status is not P.CANCELLED]
    if not all(one.status in DECIDED for one in family):
        return
    left = any(one.status is P.DEPARTED for one in family)
    if case.status is CaseStatus.RESERVED:
        move_case(session, case, CaseStatus.TICKETED if left else CaseStatus.PREPARING, by=by, why=why)
    if case.status is not CaseStatus.TICKETED:
        return
    move_case(session, case, CaseStatus.DEPARTED if left else CaseStatus.NO_SHOW, by=by, why="" if left else why)


def _itinerary_left(session: Session, itinerary: Itinerary, *, by: User) -> None:
    follow(session, itinerary, by=by)


def arrive(session: Session, itinerary: Itinerary, *, by: User, at: datetime, why: str) -> None:
    """Record that everyone who left has arrived; `why` says how this is known.

    Raises `Refused` before they have left, and before the last flight has taken off.
    """
    if itinerary.status is not ItineraryStatus.DEPARTED:
        raise Refused(say("Confirm who departed before you confirm their arrival."))
    _refuse_before_takeoff(itinerary, -1, at)
    move_itinerary(session, itinerary, ItineraryStatus.ARRIVED, by=by, why=why)
    for case in _cases(itinerary.passengers):
        if case.status is CaseStatus.DEPARTED:
            move_case(session, case, CaseStatus.ARRIVED, by=by, why=why)


def take_back(session: Session, itinerary: Itinerary, passenger: Passenger, *, by: User, why: str) -> None:
    """Undo a mistaken departure: the person is ticketed again. Raises `Refused` after arrival or without a reason."""
    events.need_reason(why)
    if passenger.status is not P.DEPARTED or itinerary.status is ItineraryStatus.ARRIVED:
        raise Refused(say("You can undo a departure only after it is confirmed and before the arrival is confirmed."))
    move_passenger(session, passenger, P.TICKETED, by=by, why=why)
    follow(session, itinerary, by=by, why=why)
    if passenger.case.status is CaseStatus.DEPARTED:
        move_case(session, passenger.case, CaseStatus.TICKETED, by=by, why=why)


def _cases(passengers: Sequence[Passenger]) -> list[Case]:
    return list({one.case_id: one.case for one in passengers}.values())
