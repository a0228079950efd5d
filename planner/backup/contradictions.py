"""What in a database contradicts itself: statuses that do not follow from those of the people, codes that are twins."""

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    BudgetLine,
    Case,
    CaseStatus,
    Itinerary,
    ItineraryStatus,
    Passenger,
    PassengerStatus,
    Project,
    SeatHold,
)
from models.travel.booking import HOLDING_A_SEAT
from planner.bookings.following import state_of

S, P = CaseStatus, PassengerStatus
STILL_ON = (*HOLDING_A_SEAT, P.DEPARTED)
NEEDS = {S.RESERVED: P.RESERVED, S.TICKETED: P.TICKETED, S.DEPARTED: P.DEPARTED, S.ARRIVED: P.DEPARTED}
"""Status of a case → the seat that at least one of its people must have."""
WITH_SEATS = frozenset({S.RESERVED, S.TICKETED})
"""The only statuses of a case in which its people hold seats."""


def itineraries(session: Session) -> list[tuple[str, str]]:
    """Itineraries whose status contradicts the statuses of their passengers."""
    people: dict[int, list[PassengerStatus]] = defaultdict(list)
    for itinerary_id, seat in session.execute(sa.select(Passenger.itinerary_id, Passenger.status)):
        people[itinerary_id].append(seat)
    rows = session.execute(sa.select(Itinerary.id, Itinerary.number, Itinerary.status).order_by(Itinerary.id))
    kept = set(session.scalars(sa.select(SeatHold.itinerary_id)))
    wrong = []
    for id_, number, status in rows:
        own = people[id_]
        held = id_ in kept and status is ItineraryStatus.RESERVED and not any(one in STILL_ON for one in own)
        if not held and state_of(own, status) is not status:
            told = state_of(own, status).value if own else "none"
            wrong.append((number, f"is {status.value}, but its people are {told}"))
        elif status is ItineraryStatus.CANCELLED and any(one in STILL_ON for one in own):
            wrong.append((number, "is cancelled, but someone still has a seat or has left on it"))
    return wrong


def cases(session: Session) -> list[tuple[str, str]]:
    """Cases whose status contradicts the seats of their people on itineraries that are not cancelled."""
    seats: dict[int, set[PassengerStatus]] = defaultdict(set)
    taken = (
        sa.select(Passenger.case_id, Passenger.status)
        .join(Passenger.itinerary)
        .where(Itinerary.status != ItineraryStatus.CANCELLED)
        .distinct()
    )
    for case_id, seat in session.execute(taken):
        seats[case_id].add(seat)
    wrong = []
    for id_, number, status in session.execute(sa.select(Case.id, Case.number, Case.status).order_by(Case.id)):
        needed = NEEDS.get(status)
        if needed is not None and needed not in seats[id_]:
            wrong.append((number, f"is {status.value}, but nobody of it is {needed.value} on an itinerary"))
        elif status not in WITH_SEATS and seats[id_] & set(HOLDING_A_SEAT):
            wrong.append((number, f"is {status.value}, but someone of it still has a seat"))
    return wrong


def twins(session: Session) -> list[tuple[str, str]]:
    """Lines of one project whose codes differ only in case: a spreadsheet takes them for one."""
    known: dict[tuple[int, str], list[str]] = defaultdict(list)
    names = {}
    rows = sa.select(Project.id, Project.code, BudgetLine.code).join(BudgetLine.project).order_by(BudgetLine.id)
    for project_id, project, code in session.execute(rows):
        known[project_id, code.casefold()].append(code)
        names[project_id] = project
    return [
        (names[project_id], f"lines {', '.join(codes)} differ only in upper and lower case")
        for (project_id, _folded), codes in known.items()
        if len(codes) > 1
    ]
