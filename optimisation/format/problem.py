"""What a planning problem consists of, as frozen classes with dates and times parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Until = Literal["destination", "first_stop"]
FORMAT = "return-planning-problem/1"
UNCERTAIN = "return-planning-problem/1.1"  # the same, with the keys of what is uncertain
KINDS = ("transport", "escort", "assistance", "charter")


@dataclass(frozen=True, slots=True)
class Counts:
    """Adults, children and infants: how many people, or what one of each pays (minor units)."""

    adult: int
    child: int
    infant: int

    @property
    def persons(self) -> int:
        """Everybody, infants included."""
        return self.adult + self.child + self.infant

    @property
    def seated(self) -> int:
        """Adults and children: the people that minimums of group fares and journeys count."""
        return self.adult + self.child

    def times(self, fares: Counts) -> int:
        """The sum of the fares of these people."""
        return self.adult * fares.adult + self.child * fares.child + self.infant * fares.infant


@dataclass(frozen=True, slots=True)
class Leg:
    """One dated flight; `return_days` None means the airport's; `cancelled` per cent chance that it does not fly."""

    id: str
    carrier: str
    number: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    seats: int
    limits: Mapping[str, int] = field(default_factory=dict)
    escort_fare: int = 0
    return_days: int | None = None
    cancelled: int = 0

    @property
    def departure_date(self) -> date:
        """The local date of departure."""
        return self.departs.date()

    @property
    def arrival_date(self) -> date:
        """The local date of arrival."""
        return self.arrives.date()


@dataclass(frozen=True, slots=True)
class Group:
    """A group fare, usable from `minimum` adults and children."""

    minimum: int
    fares: Counts


@dataclass(frozen=True, slots=True)
class Journey:
    """An ordered list of legs (ids) that a case can be booked on."""

    id: str
    legs: tuple[str, ...]
    fares: Counts
    group: Group | None = None
    seats: int | None = None
    minimum: int = 0
    fixed_cost: int = 0
    overnight: bool = False

    @property
    def fare_tables(self) -> tuple[Counts, ...]:
        """The individual fares and, if there is one, the group fare."""
        return (self.fares,) if self.group is None else (self.fares, self.group.fares)


@dataclass(frozen=True, slots=True)
class EscortNeed:
    """What a case asks of one escort."""

    role: str
    load: int
    until: Until = "destination"
    languages: tuple[str, ...] | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class CaseLines:
    """Lines (ids) that a case may be charged to, by kind."""

    transport: tuple[str, ...] = ()
    escort: tuple[str, ...] = ()
    assistance: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What travels together and is never split.

    `ready`: by which date the papers are there with which per cent (empty: they are); `no_show` per cent chance of not
    being there on the day of departure.
    """

    id: str
    travellers: Counts
    seats: int
    location: str
    destinations: tuple[str, ...]
    earliest: date
    latest: date
    lines: CaseLines
    seats_on: Mapping[str, int] = field(default_factory=dict)
    latest_arrival: date | None = None
    priority: int = 1
    waiting_cost: int = 0
    uses: Mapping[str, int] = field(default_factory=dict)
    max_connections: int | None = None
    allow_overnight: bool = True
    no_transit: tuple[str, ...] = ()
    escorts: tuple[EscortNeed, ...] = ()
    assistance_cost: int = 0
    costs_on: Mapping[str, int] = field(default_factory=dict)
    penalty_on: Mapping[str, int] = field(default_factory=dict)
    left_cost: int = 0
    excluded: tuple[str, ...] = ()
    pinned: str | None = None
    current: str | None = None
    change_cost: int = 0
    ready: tuple[tuple[date, int], ...] = ()
    no_show: int = 0

    @property
    def persons(self) -> int:
        """Travellers, infants included."""
        return self.travellers.persons

    @property
    def weight(self) -> int:
        """Unplaced weight of leaving the case behind."""
        return self.priority * self.persons

    def seats_in(self, journey_id: str) -> int:
        """Seats the case takes on each leg of that journey."""
        return self.seats_on.get(journey_id, self.seats)


@dataclass(frozen=True, slots=True)
class Escort:
    """Someone who can accompany cases; `available` are periods, both days included; `absence` per cent chance, for each
    mission, of not being able to go.
    """

    id: str
    roles: tuple[str, ...]
    available: tuple[tuple[date, date], ...]
    languages: tuple[str, ...] = ()
    gender: str | None = None
    daily_cost: int = 0
    rest_days: int = 0
    max_missions: int | None = None
    barred: tuple[str, ...] = ()
    absence: int = 0


@dataclass(frozen=True, slots=True)
class PinnedMission:
    """A mission that must be in the plan: escort, role and legs (ids)."""

    escort: str
    role: str
    legs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A donor's budget line; `ceiling` None = none; open from `opens` to `closes`, both included."""

    id: str
    ceiling: int | None
    opens: date
    closes: date
    covers: tuple[str, ...]

    def open_for(self, kind: str, on: date) -> bool:
        """It covers the kind of cost and is open on that date."""
        return kind in self.covers and self.opens <= on <= self.closes


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one departure date; None = no limit, a place that is absent has none."""

    journeys: int | None = None
    persons: int | None = None
    by_location: Mapping[str, int | None] = field(default_factory=dict)
    persons_by_location: Mapping[str, int | None] = field(default_factory=dict)
    runs_by_location: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayLimits:
    """Limits of departure dates: `every` for all dates, `on` for single dates, already merged with `every`."""

    every: Limits = field(default_factory=Limits)
    on: Mapping[date, Limits] = field(default_factory=dict)

    def at(self, day: date) -> Limits:
        """The limits that apply on that date."""
        return self.on.get(day, self.every)


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole planning problem, in the file's order, with indexes by id."""

    currency: str
    legs: tuple[Leg, ...]
    journeys: tuple[Journey, ...]
    cases: tuple[Case, ...]
    transfers: Mapping[str, Mapping[str, int]]
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    apart_days: tuple[tuple[str, str], ...] = ()
    roles: Mapping[str, int] = field(default_factory=dict)
    escorts: tuple[Escort, ...] = ()
    return_days: Mapping[str, int] = field(default_factory=dict)
    missions_pinned: tuple[PinnedMission, ...] = ()
    lines: tuple[Line, ...] = ()
    day_limits: DayLimits = field(default_factory=DayLimits)
    mission_price: int = 0  # never in a file: what a scenario adds to the cost of each mission
    legs_by_id: Mapping[str, Leg] = field(init=False, repr=False, compare=False)
    journeys_by_id: Mapping[str, Journey] = field(init=False, repr=False, compare=False)
    cases_by_id: Mapping[str, Case] = field(init=False, repr=False, compare=False)
    escorts_by_id: Mapping[str, Escort] = field(init=False, repr=False, compare=False)
    lines_by_id: Mapping[str, Line] = field(init=False, repr=False, compare=False)
    legs_of: Mapping[str, tuple[Leg, ...]] = field(init=False, repr=False, compare=False)
    prefixes: frozenset[tuple[str, ...]] = field(init=False, repr=False, compare=False)
    journeys_to: Mapping[str, tuple[Journey, ...]] = field(init=False, repr=False, compare=False)
    departures: Mapping[str, date] = field(init=False, repr=False, compare=False)
    openings: dict[tuple[str, date], frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        def keep(name: str, value: Any) -> None:
            object.__setattr__(self, name, value)

        for name in ("legs", "journeys", "cases", "escorts", "lines"):
            keep(f"{name}_by_id", {one.id: one for one in getattr(self, name)})
        keep("legs_of", {journey.id: tuple(self.legs_by_id[leg] for leg in journey.legs) for journey in self.journeys})
        ends: dict[str, list[Journey]] = {}
        for journey in self.journeys:
            ends.setdefault(self.legs_of[journey.id][-1].destination, []).append(journey)
        keep("journeys_to", {airport: tuple(journeys) for airport, journeys in ends.items()})
        keep("prefixes", frozenset(j.legs[:n] for j in self.journeys for n in range(1, len(j.legs) + 1)))
        keep("departures", {name: legs[0].departure_date for name, legs in self.legs_of.items()})
        keep("openings", {})

    def departure(self, journey_id: str) -> date:
        """Local date of the journey's first departure."""
        return self.departures[journey_id]

    def open_lines(self, kind: str, on: date) -> frozenset[str]:
        """Ids of the lines that cover the kind of cost and are open on that date; each answer is kept."""
        known = self.openings.get((kind, on))
        if known is None:
            known = self.openings[kind, on] = frozenset(line.id for line in self.lines if line.open_for(kind, on))
        return known

    def transfer(self, case: Case, journey_id: str) -> int | None:
        """Cost of the drive to the journey's first airport; None when that airport cannot be reached by road."""
        return self.transfers.get(case.location, {}).get(self.legs_of[journey_id][0].origin)

    def arrival(self, journey_id: str) -> date:
        """Local date of the journey's last arrival."""
        return self.legs_of[journey_id][-1].arrival_date
