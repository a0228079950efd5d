"""The journey for which a case is judged, as plain facts: days, flights, people kept apart, funding, escorts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.people.keep_apart import ApartScope
from planner.reference import airports


@dataclass(frozen=True, slots=True)
class Leg:
    """One flight of the journey."""

    code: str
    name: str
    """Carrier and number, as people say them."""
    origin: str
    destination: str
    departs_at: datetime
    arrives_at: datetime
    cancelled: bool


def leg(flight: Any) -> Leg:
    """A leg from a flight or from a row with its columns."""
    name = f"{flight.carrier} {flight.number}"
    return Leg(
        flight.code, name, flight.origin, flight.destination, flight.departs_at, flight.arrives_at, flight.cancelled
    )


@dataclass(frozen=True, slots=True)
class Window:
    """The period in which a project pays for departures, both days included."""

    project: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Trip:
    """A case's seats on one itinerary, or the seats that a plan wants to give it (`booked` is then false)."""

    itinerary_id: int | None
    booked_for: date
    """The day of departure that was booked."""
    legs: tuple[Leg, ...] = ()
    booked: bool = True
    ticketed: bool = False
    apart: tuple[ApartScope, ...] = ()
    """The scopes (same flight or same days) in which a case that must be kept apart is met."""
    windows: tuple[Window, ...] = ()
    unattended: int = 0
    """Number of escort needs of the case without an assignment."""
    away: tuple[str, ...] = ()
    """Codes of its escorts who cannot travel on these days."""
    unsuited: tuple[tuple[str, str, str], ...] = ()
    """Faults of an escort: a code of `reason.KINDS`, the escort's code, and an airport or ""."""
    someone_sees: bool = True
    """For a restricted case: whether someone with access can confirm its departure."""

    @property
    def departs(self) -> date:
        """The local date on which the first flight leaves."""
        return local_date(self.legs[0].departs_at, self.legs[0].origin) if self.legs else self.booked_for

    @property
    def arrives(self) -> date:
        """The local date on which the last flight lands."""
        return local_date(self.legs[-1].arrives_at, self.legs[-1].destination) if self.legs else self.departs


def local_date(moment: datetime, code: str) -> date:
    """The local date at an airport; the UTC date if the airport is unknown."""
    try:
        return airports.local(moment, code).date()
    except airports.UnknownAirport:
        return moment.date()


def meet(scope: ApartScope, one: Trip, two: Trip) -> bool:
    """Whether people of the two trips share a flight, or are travelling on the same day."""
    if scope is ApartScope.FLIGHT:
        return bool(_codes(one.legs) & _codes(two.legs))
    return one.departs <= two.arrives and two.departs <= one.arrives


def _codes(legs: Sequence[Leg]) -> set[str]:
    return {leg.code for leg in legs}
