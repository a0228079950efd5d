"""A plan's sheet for a reader who may not know of all of its families: their seats are held by the office.

The same words and the same rows tell of seats that the office holds for any other reason (`origins["held"]`), so that
nobody can conclude from a row that a family stands behind it.
"""

from collections.abc import Collection
from dataclasses import replace

from models import FlightOption, Plan
from optimisation.format.plan import Plan as Answer
from optimisation.format.reading_plan import read_plan
from planner.plans.problem.unseen import answer_without, engine_ids, without
from planner.plans.showing.plan_sheet import Backing, Rider, Sheet, Trip


def as_read(whole: Sheet, hidden: Collection[int], backing: Backing) -> Sheet:
    """The sheet without the families in `hidden` (ids), whose seats are counted with those that the office holds."""
    plan = without(whole.plan, hidden) if hidden else whole.plan
    ids = engine_ids(whole.plan, hidden)
    trips = [_trip(one, ids, whole.plan) for one in whole.trips]
    trips += _held_only(whole, {one.code for one in trips}, backing)
    trips.sort(key=lambda trip: (trip.departs_on, trip.legs[0].departs, trip.code))
    unseen_people = sum(case.persons for case in whole.problem.cases if case.id in ids)
    unseen_people += sum(facts["people"] for facts in whole.plan.left_out if facts["case"] in hidden)
    answer = _answer(whole, ids) if ids else whole.answer
    return replace(
        whole,
        plan=plan,
        answer=answer,
        trips=trips,
        behind=[one for one in whole.behind if one.case.id not in hidden],
        people=whole.people - unseen_people,
        placed=sum(trip.people for trip in trips),
        assignments=[one for one in whole.assignments if not one.attends or not set(one.attends) <= ids],
        unseen=ids,
    )


def _answer(whole: Sheet, ids: Collection[str]) -> Answer | None:
    stored = answer_without(whole.plan.answer, ids)
    return read_plan(stored) if stored else None


def _trip(trip: Trip, ids: Collection[str], plan: Plan) -> Trip:
    shown: list[Rider] = [one for one in trip.riders if one.id not in ids]
    unseen = sum(one.seats for one in trip.riders if one.id in ids)
    return replace(
        trip,
        riders=shown,
        assignments=[one for one in trip.assignments if not one.attends or not set(one.attends) <= set(ids)],
        charter=trip.charter if shown else 0,
        fare=trip.fare if shown else "",
        held=unseen + plan.origins.get("held", {}).get(trip.code, 0),
        unseen_seats=unseen,
    )


def _held_only(whole: Sheet, known: Collection[str], backing: Backing) -> list[Trip]:
    """Options on which nobody is placed and seats were held when the plan was asked."""
    found = []
    for code, seats in whole.plan.origins.get("held", {}).items():
        if code not in known and code in whole.problem.journeys_by_id and whole.answer is not None:
            option: FlightOption | None = backing.options.get(code)
            journey = whole.problem.journeys_by_id[code]
            found.append(Trip(code, journey, whole.problem.legs_of[code], option, "", held=seats))
    return found
