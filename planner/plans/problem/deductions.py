"""Confirmed travel outside a problem: its seats, services, people and escorts are deducted."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models import EscortAssignment, Itinerary, Passenger, Person, SeatHold
from models.travel.booking import HOLDING_A_SEAT
from planner.reference.service_codes import services


@dataclass(slots=True)
class Outside:
    """Deductions by flight code and by option id; `assignments` have at least one case outside the problem."""

    seats: Counter[str] = field(default_factory=Counter)
    services: Counter[tuple[str, str]] = field(default_factory=Counter)
    option_seats: Counter[int] = field(default_factory=Counter)
    option_people: Counter[int] = field(default_factory=Counter)
    group_fare: dict[int, bool] = field(default_factory=dict)
    assignments: list[EscortAssignment] = field(default_factory=list)


def standing_passengers(session: Session) -> list[Passenger]:
    """Every reserved or ticketed passenger, with itinerary, option and person."""
    return list(
        session.scalars(
            sa.select(Passenger)
            .where(Passenger.status.in_(HOLDING_A_SEAT))
            .options(joinedload(Passenger.person).joinedload(Person.facility), joinedload(Passenger.itinerary))
            .order_by(Passenger.id)
        )
    )


def standing_assignments(session: Session) -> list[EscortAssignment]:
    """Every escort assignment that is not cancelled."""
    return list(
        session.scalars(
            sa.select(EscortAssignment).where(EscortAssignment.cancelled.is_(False)).order_by(EscortAssignment.id)
        )
    )


def attended(assignment: EscortAssignment) -> set[int]:
    """Ids of the cases of an escort assignment."""
    return {row.case_id for row in assignment.cases}


def bound_together(itinerary: Itinerary) -> bool:
    """Whether moving some of its people affects the others: group fare, minimum number or charter."""
    return itinerary.group_fare or itinerary.option.minimum > 0 or itinerary.option.fixed_cost > 0


def settled(
    inside: Collection[int],
    passengers: Collection[Passenger],
    assignments: Collection[EscortAssignment],
    holds: Collection[SeatHold] = (),
) -> set[int]:
    """The cases that can be in a problem without pulling at somebody who is not: the largest such part of `inside`.

    Seats held by the office count as somebody who is not in the problem.
    """
    inside = set(inside)
    together: dict[int, set[int]] = {}
    for passenger in passengers:
        if bound_together(passenger.itinerary):
            together.setdefault(passenger.itinerary_id, set()).add(passenger.case_id)
    for hold in holds:
        if hold.itinerary_id in together:
            together[hold.itinerary_id].add(-hold.id)  # the id of no case
    groups = [*together.values(), *(attended(assignment) for assignment in assignments)]
    while True:
        torn = {case for group in groups if group & inside and group - inside for case in group & inside}
        if not torn:
            return inside
        inside -= torn


def outside(
    inside: Collection[int],
    passengers: Collection[Passenger],
    assignments: Collection[EscortAssignment],
    holds: Collection[SeatHold] = (),
) -> Outside:
    """What is taken by people and escorts that are not in the problem of the cases `inside`, and by held seats."""
    found = Outside()
    for hold in holds:
        option = hold.itinerary.option
        found.option_seats[option.id] += hold.seats
        found.option_people[option.id] += hold.seats
        found.seats.update({flight.code: hold.seats for flight in option.flights})
    for passenger in passengers:
        if passenger.case_id in inside:
            continue
        option = passenger.itinerary.option
        found.option_seats[option.id] += passenger.seats
        found.option_people[option.id] += int(passenger.fare_kind != "infant")
        found.group_fare[option.id] = passenger.itinerary.group_fare
        for flight in option.flights:
            found.seats[flight.code] += passenger.seats
            for code in services(passenger.person.service_codes):
                found.services[flight.code, code] += 1
    for assignment in assignments:
        if not attended(assignment) <= set(inside):
            found.assignments.append(assignment)
            found.seats.update(assignment.flights)
    return found
