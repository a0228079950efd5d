"""What things cost, in minor units. Nothing else adds up fares, transfers, waiting or missions."""

from __future__ import annotations

from collections.abc import Sequence

from optimisation.format.plan import Fare
from optimisation.format.problem import Case, Escort, Journey, Leg, Problem


def fares(case: Case, journey: Journey, fare: Fare) -> int:
    """Fares of everybody in the case."""
    group = journey.group.fares if fare == "group" and journey.group else journey.fares
    return case.travellers.times(group)


def transport(problem: Problem, case: Case, journey: Journey, fare: Fare) -> int:
    """Fares, transfer to the airport and `costs_on`: charged to the case's transport line.

    A journey whose airport cannot be reached suits nobody (rule 1). Only the judge ever prices one, in a plan that
    breaks this rule; the missing drive then counts as 0, so that every other figure of that plan can be checked too.
    """
    drive = problem.transfer(case, journey.id) or 0
    return fares(case, journey, fare) + drive + case.costs_on.get(journey.id, 0)


def waiting_days(problem: Problem, case: Case, journey: Journey) -> int:
    """Days from `earliest` to departure."""
    return (problem.departure(journey.id) - case.earliest).days


def uncharged(problem: Problem, case: Case, journey: Journey) -> int:
    """Waiting, penalty and change: costs of the plan that no line is charged for."""
    moved = case.change_cost if case.current is not None and case.current != journey.id else 0
    wait = case.waiting_cost * waiting_days(problem, case, journey)
    return wait + case.penalty_on.get(journey.id, 0) + moved


def left(case: Case) -> int:
    """The cost of leaving the case to a later plan."""
    return case.left_cost + (case.change_cost if case.current is not None else 0)


def home_after(problem: Problem, last: Leg) -> int:
    """Days from the last arrival until the escort is home."""
    return last.return_days if last.return_days is not None else problem.return_days.get(last.destination, 1)


def span(problem: Problem, legs: Sequence[Leg]) -> tuple[int, int]:
    """First and last day of a mission as ordinals (return days may point beyond the calendar)."""
    return (legs[0].departure_date.toordinal(), legs[-1].arrival_date.toordinal() + home_after(problem, legs[-1]))


def mission(problem: Problem, escort: Escort, legs: Sequence[Leg]) -> int:
    """Escort fares and daily cost, first and last day both counted."""
    first, last = span(problem, legs)
    return sum(leg.escort_fare for leg in legs) + escort.daily_cost * max(0, last - first + 1)


def is_available(escort: Escort, first: int, last: int) -> bool:
    """Whether the days (ordinals) lie within one of the escort's periods."""
    return any(start.toordinal() <= first and last <= end.toordinal() for start, end in escort.available)
