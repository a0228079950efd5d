"""Which journeys suit a case (filters in the order in which reasons name them), and which escorts suit a need."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from optimisation.format.problem import Case, Escort, EscortNeed, Journey, Leg, Problem

Filter = Callable[[Problem, Case, Journey, Sequence[Leg]], bool]


def _destination(_: Problem, case: Case, __: Journey, legs: Sequence[Leg]) -> bool:
    return legs[-1].destination in case.destinations


def _dates(_: Problem, case: Case, __: Journey, legs: Sequence[Leg]) -> bool:
    return case.earliest <= legs[0].departure_date <= case.latest


def _arrival(_: Problem, case: Case, __: Journey, legs: Sequence[Leg]) -> bool:
    return case.latest_arrival is None or legs[-1].arrival_date <= case.latest_arrival


def _connections(_: Problem, case: Case, __: Journey, legs: Sequence[Leg]) -> bool:
    return case.max_connections is None or len(legs) - 1 <= case.max_connections


def _overnight(_: Problem, case: Case, journey: Journey, __: Sequence[Leg]) -> bool:
    return case.allow_overnight or not journey.overnight


def _transit(_: Problem, case: Case, __: Journey, legs: Sequence[Leg]) -> bool:
    return not any(leg.destination in case.no_transit for leg in legs[:-1])


def _transfer(problem: Problem, case: Case, journey: Journey, _: Sequence[Leg]) -> bool:
    return problem.transfer(case, journey.id) is not None


def _excluded(_: Problem, case: Case, journey: Journey, __: Sequence[Leg]) -> bool:
    return journey.id not in case.excluded


FILTERS: dict[str, Filter] = {
    "destination": _destination,
    "dates": _dates,
    "arrival": _arrival,
    "connections": _connections,
    "overnight": _overnight,
    "transit": _transit,
    "transfer": _transfer,
    "excluded": _excluded,
}


def ruled_out_by(problem: Problem, case: Case, journey: Journey) -> str | None:
    """The first filter that keeps the case off the journey, or None when the journey suits it."""
    legs = problem.legs_of[journey.id]
    return next((name for name, passes in FILTERS.items() if not passes(problem, case, journey, legs)), None)


def suiting(problem: Problem, case: Case) -> tuple[Journey, ...]:
    """The journeys that suit a case by itself, in the problem's order; pins are ignored."""
    ends = [problem.journeys_to.get(airport, ()) for airport in case.destinations]
    if len(ends) > 1:
        near = {journey.id for journeys in ends for journey in journeys}
        ends = [tuple(journey for journey in problem.journeys if journey.id in near)]
    return tuple(one for journeys in ends for one in journeys if ruled_out_by(problem, case, one) is None)


def speaks(escort: Escort, need: EscortNeed) -> bool:
    """The escort has the language and gender that the need asks for."""
    fits = need.languages is None or any(one in escort.languages for one in need.languages)
    return fits and (need.gender is None or need.gender == escort.gender)


def touches_barred(escort: Escort, legs: Sequence[Leg]) -> bool:
    """A leg starts or ends at an airport that is barred to the escort."""
    return any(leg.origin in escort.barred or leg.destination in escort.barred for leg in legs)
