"""Offers of the travel agent, from rows of a sheet or a form: dated flights with local times, fares, limits."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from models import OptionState
from models.office import office
from models.words import Say, say
from planner.reference.airports import NoSuchTime, instant, local

LONGEST_FLIGHT = timedelta(hours=20)
OVERNIGHT = timedelta(hours=6)


class Clock(NamedTuple):
    """A local time and the day written with it: either a number of days later (`06:25+1`) or a date."""

    at: time
    later: int | None = None
    on: date | None = None


class Impossible(Exception):
    """Times or flights that are impossible; `key` names the column to correct."""

    def __init__(self, key: str, sentence: Say) -> None:
        super().__init__(str(sentence))
        self.key, self.sentence = key, sentence


@dataclass(frozen=True, slots=True)
class OfferedFlight:
    """One dated flight of an offer. `seats`, `limits`, `escort_fare` are None if not given."""

    carrier: str
    number: str
    origin: str
    destination: str
    departs_on: date
    departs_at: datetime
    arrives_at: datetime
    seats: int | None = None
    limits: dict[str, int] | None = None
    escort_fare: int | None = None
    currency: str = ""
    """The currency of the escort fare."""
    called: str = ""
    """A code of its own if the number is not enough: one of two sectors under the same number on a day."""

    @property
    def code(self) -> str:
        """The id in planning problems: TK1768-20261203; for a second sector ET725-20261203-VIE-ADD."""
        return self.called or self.plain_code

    @property
    def plain_code(self) -> str:
        """The code of a number on its day if it flies only one sector: TK1768-20261203."""
        return f"{self.carrier}{self.number}-{self.departs_on:%Y%m%d}"

    @property
    def sector(self) -> tuple[str, str, str]:
        """What identifies the flight: number and day, origin, destination."""
        return self.plain_code, self.origin, self.destination


@dataclass(frozen=True, slots=True)
class Offer:
    """One option. Money in minor units of `currency`; `time_limit` is an instant."""

    code: str
    state: OptionState
    flights: tuple[OfferedFlight, ...]
    currency: str
    fare_adult: int
    fare_child: int
    fare_infant: int
    group_minimum: int | None = None
    group_adult: int | None = None
    group_child: int | None = None
    group_infant: int | None = None
    seats: int | None = None
    minimum: int = 0
    fixed_cost: int = 0
    time_limit: datetime | None = None
    supplier: str = ""

    @property
    def departs_on(self) -> date:
        return self.flights[0].departs_on

    @property
    def destination(self) -> str:
        return self.flights[-1].destination

    @property
    def overnight(self) -> bool:
        """Whether a stopover includes a night: six hours or more and past local midnight."""
        return any(
            stays_overnight(before.arrives_at, after.departs_at, after.origin)
            for before, after in zip(self.flights, self.flights[1:], strict=False)
        )


def stays_overnight(arrived: datetime, leaves: datetime, airport_code: str) -> bool:
    """Whether the stay at an airport lasts six hours or more and goes past local midnight."""
    return leaves - arrived >= OVERNIGHT and local(arrived, airport_code).date() != local(leaves, airport_code).date()


def dated_flight(
    flight: tuple[str, str],
    route: tuple[str, str],
    departs_on: date,
    departs: Clock,
    arrives: Clock,
    arrival_date: date | None,
) -> OfferedFlight:
    """A flight from its local times; without a day of arrival, the next such time after departure is used.

    `route` holds canonical airport codes. Raises `Impossible` for days that contradict each other, a time skipped by
    summer time, an arrival before the departure, or a flight of more than 20 hours.
    """
    origin, destination = route
    if origin == destination:
        raise Impossible("destination", say("A flight cannot arrive at the airport it departs from."))
    if departs.later or departs.on not in (None, departs_on):
        raise Impossible("departs", _other_day(departs.on or departs_on + timedelta(departs.later or 0), departs_on))
    started = _instant("departs", datetime.combine(departs_on, departs.at), origin)
    arrives_on = _arrival(departs_on, arrives, arrival_date)
    if arrives_on is None:
        arrives_on = departs_on
        if _instant("arrives", datetime.combine(arrives_on, arrives.at), destination) <= started:
            arrives_on += timedelta(days=1)
    landed = _instant("arrives", datetime.combine(arrives_on, arrives.at), destination)
    if landed <= started:
        raise Impossible("arrives", say("The flight arrives before it departs. Check the times and dates."))
    if landed - started > LONGEST_FLIGHT:
        raise Impossible("arrives", say("The flight would take more than 20 hours. Check the times and dates."))
    return OfferedFlight(*flight, origin, destination, departs_on, started, landed)


def _arrival(departs_on: date, arrives: Clock, typed: date | None) -> date | None:
    """The day of arrival on which everything entered agrees, or None. Raises `Impossible` if two values differ."""
    told = [typed, arrives.on, None if arrives.later is None else departs_on + timedelta(days=arrives.later)]
    days = [one for one in told if one is not None]
    for other in days[1:]:
        if other != days[0]:
            raise Impossible("arrives", _other_day(other, days[0]))
    return days[0] if days else None


def _other_day(here: date, there: date) -> Say:
    return say(
        "This cell gives the date %(here)s, but the row says %(there)s. Correct one of them.", here=here, there=there
    )


def _instant(key: str, local_time: datetime, airport_code: str) -> datetime:
    try:
        return instant(local_time, airport_code)
    except NoSuchTime:
        raise Impossible(key, say("This time does not exist on that day because the clocks go forward.")) from None


def chain_fault(flights: tuple[OfferedFlight, ...]) -> tuple[int, str, Say] | None:
    """The position of the first flight that does not follow the one before, with column and reason; None if all do."""
    sectors = [flight.sector for flight in flights]
    for position, sector in enumerate(sectors):
        if sector in sectors[:position]:
            return position, "flight", say("This option contains the same flight twice.")
    for position, (before, after) in enumerate(zip(flights, flights[1:], strict=False), start=1):
        if after.origin != before.destination:
            return (
                position,
                "origin",
                say(
                    "This flight departs from %(here)s, but the previous one arrives at %(there)s.",
                    here=after.origin,
                    there=before.destination,
                ),
            )
        if after.departs_at < before.arrives_at:
            return position, "departs", say("This flight departs before the previous one arrives.")
    return None


def group_fault(minimum: int | None, fares: tuple[int | None, int | None, int | None]) -> Say | None:
    """What is wrong with a group fare. Either all four figures are given, or none."""
    given = [figure for figure in (minimum, *fares) if figure is not None]
    if len(given) not in (0, 4):
        return say("A group fare needs four figures: minimum group size, adult fare, child fare and infant fare.")
    if minimum is not None and minimum < 1:
        return say("A group must have at least one person.")
    return None


def office_instant(local_time: datetime | None) -> datetime | None:
    """The instant of a naive local time at the office."""
    return None if local_time is None else local_time.replace(tzinfo=office().zone).astimezone(UTC)
