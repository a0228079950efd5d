"""Charters against scheduled flights: the cost per person in this plan, and the number from which a charter pays."""

from dataclasses import dataclass

from optimisation.format.problem import Journey, Leg, Problem
from planner.plans.showing.plan_sheet import Sheet, Trip


@dataclass(frozen=True, slots=True)
class Charter:
    """One charter on offer. Money in minor units for one adult or person; None without a flight to compare with.

    `pays_from` is the number of people from which it is cheaper than the cheapest scheduled fare; None: never.
    """

    legs: tuple[Leg, ...]
    people: int
    taken: int
    """Seats that these people use; an infant uses none."""
    seats: int
    each: int | None
    scheduled_each: int | None
    scheduled_fare: int | None
    pays_from: int | None


def charters(sheet: Sheet) -> list[Charter]:
    """Every charter of the plan's problem, used or not, by departure."""
    found = [_charter(sheet, journey) for journey in sheet.problem.journeys if journey.fixed_cost]
    return sorted(found, key=lambda one: (one.legs[0].departs, one.legs[0].id))


def _charter(sheet: Sheet, journey: Journey) -> Charter:
    legs = sheet.problem.legs_of[journey.id]
    goal = legs[-1].destination
    trip = sheet.trip(journey.id)
    scheduled = [one for one in sheet.trips if one.destination == goal and not one.journey.fixed_cost]
    fare = _cheapest(sheet.problem, goal)
    saving = fare - journey.fares.adult if fare is not None else 0
    tightest = min(leg.seats for leg in legs)
    seats = tightest if journey.seats is None else min(tightest, journey.seats)
    pays = -(-journey.fixed_cost // saving) if saving > 0 else None
    return Charter(
        legs,
        trip.people if trip else 0,
        trip.taken if trip else 0,
        seats,
        _each([trip] if trip else []),
        _each(scheduled),
        fare,
        pays if pays is not None and pays <= seats else None,
    )


def _each(trips: list[Trip]) -> int | None:
    people = sum(trip.people for trip in trips)
    return round(sum(trip.cost for trip in trips) / people) if people else None


def _cheapest(problem: Problem, goal: str) -> int | None:
    """The cheapest individual adult fare of a scheduled itinerary on offer."""
    fares = [
        one.fares.adult
        for one in problem.journeys
        if not one.fixed_cost and problem.legs_of[one.id][-1].destination == goal
    ]
    return min(fares, default=None)
