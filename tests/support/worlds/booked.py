"""Booked families in a small world: seats, tickets, costs and an escort, without the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from models import (
    Booking,
    Case,
    CaseStatus,
    CostKind,
    EscortAssignment,
    EscortAssignmentCase,
    FlightOption,
    Itinerary,
    ItineraryStatus,
    Passenger,
    PassengerStatus,
)
from planner.ledger import service as ledger
from planner.ledger.service import Cost
from tests.support.worlds.planning_world import World, world


@dataclass
class Booked:
    """The world and its rows by name."""

    here: World
    cases: list[Case]
    itineraries: list[Itinerary]


def book(here: World, case: Case, itinerary: Itinerary, *, ticketed: bool = True) -> None:
    """Seats (with tickets) for the whole case, and its own cost on the transport line."""
    for person in case.persons:
        itinerary.passengers.append(
            Passenger(
                case=case,
                person=person,
                booking=itinerary.bookings[0],
                fare_kind="adult",
                ticket_number=f"235-{case.id:05d}{person.id:05d}" if ticketed else "",
                status=PassengerStatus.TICKETED if ticketed else PassengerStatus.RESERVED,
            )
        )
    case.status = CaseStatus.TICKETED if ticketed else CaseStatus.RESERVED
    here.session.flush()
    line = here.lines["T"].id
    cost = Cost(line, CostKind.TRANSPORT, 1_000, 1_000, "CZK", case_id=case.id, itinerary_id=itinerary.id)
    ledger.reserve(here.session, [cost], by=here.planner)


def itinerary(here: World, option: str, number: str) -> Itinerary:
    """An active itinerary of an option of the world, with one reservation."""
    found = here.session.query(FlightOption).filter_by(code=option).one()
    made = here.add(
        Itinerary(number=number, option=found, departs_on=found.departs_on, status=ItineraryStatus.TICKETED)
    )
    here.add(Booking(itinerary=made, pnr=f"PNR{made.id}", time_limit=datetime.now(UTC) + timedelta(days=3)))
    return made


def attend(here: World, case: Case, on: Itinerary) -> EscortAssignment:
    """The case needs a nurse, and one travels with it."""
    escort = here.escort(f"E{case.id}")
    here.need(case)
    made = EscortAssignment(
        escort=escort,
        role="nurse",
        flights=[flight.code for flight in on.option.flights],
        starts=on.departs_on,
        ends=on.departs_on + timedelta(days=2),
        cost=1_000,
        currency="CZK",
        cases=[EscortAssignmentCase(case_id=case.id, need_position=0, itinerary_id=on.id)],
    )
    return here.add(made)


def booked(session: Any) -> Booked:
    """Two itineraries (days 10 and 14), three families: two ticketed on the first, one reserved on the second."""
    here = world(session)
    trips = [itinerary(here, "TBS-1", "IT-26-0001"), itinerary(here, "TBS-2", "IT-26-0002")]
    cases = [
        here.case("C-1", here.person("BERIDZE"), here.person("BERIDZE", relation="spouse")),
        here.case("C-2", here.person("KIKNADZE", place="PRAHA")),
        here.case("C-3", here.person("OKAFOR")),
    ]
    for case, trip in zip(cases, (trips[0], trips[0], trips[1]), strict=True):
        book(here, case, trip, ticketed=trip is trips[0])
    attend(here, cases[0], trips[0])
    session.flush()
    return Booked(here, cases, trips)
