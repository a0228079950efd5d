"""Flight options on offer as journeys and legs of a problem."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import FlightOption, OptionState
from models.travel.flight import Flight
from planner.flights.connections import short_connection
from planner.plans.problem.deductions import Outside
from planner.plans.problem.question import Question
from planner.plans.problem.rates import Rates
from planner.reference.airports import local, present
from planner.reference.service_codes import binding


def options_on_offer(
    session: Session, question: Question, keep: Collection[int], at: datetime, connection_minutes: int
) -> list[FlightOption]:
    """Options that can be used in a plan, by departure and code; those in `keep` (ids) are included even if closed.

    An option with a cancelled flight is never included: people confirmed on it must be moved.

    Estimates are used only for destinations with no offer in the planning period.
    """
    stored = session.scalars(
        sa.select(FlightOption)
        .where(
            sa.or_(
                FlightOption.departs_on.between(question.window_from, question.window_until),
                FlightOption.id.in_(sorted(keep)),
            )
        )
        .order_by(FlightOption.departs_on, FlightOption.code)
    )
    rows = [option for option in stored if not any(flight.cancelled for flight in option.flights)]
    found = [option for option in rows if option.id in keep or is_open(option, at, connection_minutes)]
    if question.options is not None:
        return [option for option in found if option.code in question.options or option.id in keep]
    offered = {
        option.destination
        for option in found
        if option.state in (OptionState.OFFERED, OptionState.HELD) and option.id not in keep
    }
    return [
        option
        for option in found
        if option.id in keep or option.state is not OptionState.ESTIMATE or option.destination not in offered
    ]


def is_open(option: FlightOption, at: datetime, connection_minutes: int) -> bool:
    """Whether new people can be planned on it: not expired, nothing cancelled, connections long enough."""
    return (
        option.state is not OptionState.EXPIRED
        and (option.time_limit is None or option.time_limit > at)
        and bool(option.flights)
        and not any(flight.cancelled for flight in option.flights)
        and option.flights[0].departs_at > at
        and connects(option.flights, connection_minutes)
    )


def connects(flights: list[Flight], minutes: int) -> bool:
    """Whether each flight starts where the one before ended, at least `minutes` later."""
    pairs = zip(flights, flights[1:], strict=False)
    joined = all(present(one.destination) == present(two.origin) for one, two in pairs)
    return joined and short_connection(flights, minutes) is None


def flights_of(options: Iterable[FlightOption]) -> dict[str, Flight]:
    """The flights of the options by code, in order of departure."""
    found = {flight.code: flight for option in options for flight in option.flights}
    return dict(sorted(found.items(), key=lambda item: (item[1].departs_at, item[0])))


def leg(flight: Flight, taken: Outside, rates: Rates) -> dict[str, Any]:
    """A flight as a leg, less what others use; times are local with offset."""
    return {
        "id": flight.code,
        "carrier": flight.carrier,
        "number": flight.number,
        "origin": present(flight.origin),
        "destination": present(flight.destination),
        "departs": written(flight.departs_at, flight.origin),
        "arrives": written(flight.arrives_at, flight.destination),
        "seats": max(0, flight.seats - taken.seats[flight.code]),
        "limits": {
            code: max(0, most - taken.services[flight.code, code])
            for code, most in sorted(binding(flight.service_limits).items())
        },
        "escort_fare": rates.converted(flight.escort_fare, flight.currency),
    }


def written(at: datetime, airport: str) -> str:
    """An instant in the problem's format: local time of the airport with its offset."""
    return local(at, airport).isoformat(timespec="seconds")


def journey(option: FlightOption, taken: Outside, rates: Rates, today: date) -> dict[str, Any]:
    """An option as a journey: its seats released by `today`, and group fare and minimum less what others contribute."""
    seats = option.seats_on(today)
    people = taken.option_people[option.id]
    in_use = taken.option_seats[option.id] > 0 or people > 0
    return {
        "id": option.code,
        "legs": [flight.code for flight in option.flights],
        "fares": fares(rates, option.currency, option.fare_adult, option.fare_child, option.fare_infant),
        "group": _group(option, taken, rates),
        "seats": None if seats is None else max(0, seats - taken.option_seats[option.id]),
        "minimum": max(0, option.minimum - people),
        "fixed_cost": 0 if in_use else rates.converted(option.fixed_cost, option.currency),
        "overnight": option.overnight,
    }


def fares(rates: Rates, currency: str, adult: int, child: int, infant: int) -> dict[str, int]:
    """Fares of one person of each kind, in minor units of the plan's currency."""
    return {
        kind: rates.converted(fare, currency) for kind, fare in (("adult", adult), ("child", child), ("infant", infant))
    }


def _group(option: FlightOption, taken: Outside, rates: Rates) -> dict[str, Any] | None:
    """The group fare, unless others fly on individual fares: everyone on a journey has the same kind of fare."""
    if not option.group_minimum or option.group_adult is None or taken.group_fare.get(option.id) is False:
        return None
    return {
        "minimum": max(1, option.group_minimum - taken.option_people[option.id]),
        "fares": fares(rates, option.currency, *option.fares(group=True).values()),
    }
