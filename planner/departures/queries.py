"""Itineraries of a day as those may see them who look: of cases not theirs to know only seats held by the office."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from models.office import today
from models.people.account import User
from models.people.case import Case, visible_to
from models.people.facility import Facility
from models.people.person import Person
from models.travel.booking import Passenger, PassengerStatus
from models.travel.escort import Escort
from models.travel.flight import Flight
from models.travel.itinerary import EscortAssignment, EscortAssignmentCase, Itinerary, ItineraryStatus
from planner.bookings.following import shown_state
from planner.flights.held import held_days, held_on
from planner.language.sorting import ordered_key

STANDING = (PassengerStatus.RESERVED, PassengerStatus.TICKETED, PassengerStatus.DEPARTED, PassengerStatus.NO_SHOW)


@dataclass(frozen=True, slots=True)
class Departure:
    """One itinerary on its day: its flights, the people the viewer may see, and their escorts."""

    itinerary: Itinerary
    passengers: list[Passenger]
    escorts: list[tuple[Escort, str]]
    """Escort and role."""
    held: int = 0
    """Seats held by the office."""

    @property
    def status(self) -> ItineraryStatus:
        """The state that the people tell whom the viewer may see."""
        return shown_state([one.status for one in self.passengers], self.itinerary.status)

    @property
    def flights(self) -> list[Flight]:
        return self.itinerary.option.flights

    @property
    def airport(self) -> str:
        return self.flights[0].origin if self.flights else ""

    @property
    def leaves_at(self) -> datetime | None:
        return self.flights[0].departs_at if self.flights else None

    @property
    def cases(self) -> list[Case]:
        """The families on board, by case number."""
        return sorted({passenger.case for passenger in self.passengers}, key=lambda case: case.number)

    def of(self, case: Case) -> list[Passenger]:
        return [passenger for passenger in self.passengers if passenger.case_id == case.id]


def days_ahead(session: Session, viewer: User, first: date, last: date) -> list[tuple[date, int]]:
    """Days with departures between two days, both in, and for how many people; seats held by the office are counted."""
    found = (
        _passengers(viewer)
        .with_only_columns(Itinerary.departs_on, sa.func.count())
        .where(Itinerary.departs_on.between(first, last))
        .group_by(Itinerary.departs_on)
        .order_by(Itinerary.departs_on)
    )
    days: Counter[date] = Counter({day: people for day, people in session.execute(found)})
    for day, seats in held_days(session, viewer, today()).items():
        if first <= day <= last:
            days[day] += seats
    return sorted(days.items())


def of_day(session: Session, viewer: User, day: date) -> list[Departure]:
    """Departures of a day by airport and time."""
    held = held_on(session, viewer, today())
    found = _loaded(session, _passengers(viewer).where(Itinerary.departs_on == day), viewer, held)
    found += _held_only(session, day, set(held) - {one.itinerary.id for one in found}, held)
    return sorted(found, key=lambda one: (one.airport, *_hour(one)))


def departure(session: Session, viewer: User, itinerary_id: int) -> Departure | None:
    """One itinerary with at least one person the viewer may see, or None."""
    found = _loaded(session, _passengers(viewer).where(Passenger.itinerary_id == itinerary_id), viewer)
    return found[0] if found else None


def picked_up(session: Session, viewer: User, facility_id: int, day: date) -> list[Departure]:
    """The people to pick up at a facility for a day's departures: those who stay there now, wherever they applied."""
    found = _passengers(viewer).where(
        Itinerary.departs_on == day, Person.facility_id == facility_id, Passenger.status != PassengerStatus.NO_SHOW
    )
    departures = _loaded(session, found, viewer)
    return sorted(departures, key=_hour)


def leaving(session: Session, viewer: User, first: date, last: date) -> list[Departure]:
    """For staff of a facility: who of those staying there leaves between two days, both included, by day and hour.

    Nobody of a restricted case is among them.
    """
    found = _seated(sa.select(Case.id).where(Case.restricted.is_(False))).where(
        Itinerary.departs_on.between(first, last),
        Person.facility_id == viewer.facility_id,
        Passenger.status != PassengerStatus.NO_SHOW,
    )
    return sorted(_loaded(session, found, viewer), key=lambda one: (one.itinerary.departs_on, *_hour(one)))


def of_case(session: Session, viewer: User, case_id: int) -> list[Departure]:
    """A family's itineraries that are not cancelled, earliest first."""
    found = _passengers(viewer).where(Passenger.case_id == case_id, Passenger.status != PassengerStatus.NO_SHOW)
    return sorted(_loaded(session, found, viewer), key=lambda one: one.itinerary.departs_on)


def by_surname(departures: Iterable[Departure], language: str) -> list[Departure]:
    """The same departures with families sorted by surname in that language's alphabet; each family stays together."""
    listed = []
    for one in departures:
        heads: dict[int, str] = {}
        for passenger in one.passengers:
            heads.setdefault(passenger.case_id, _listed_name(passenger.person))
        people = sorted(one.passengers, key=lambda p: (ordered_key(heads[p.case_id], language), p.case_id))
        listed.append(replace(one, passengers=people))
    return listed


def _listed_name(person: Person) -> str:
    return " ".join(part for part in (person.surname, person.given_names) if part) or person.spoken_name


def facilities_of(departures: Iterable[Departure], language: str) -> list[tuple[Facility, int]]:
    """Facilities in which people of these departures stay, and how many people, by name."""
    counted: dict[int, int] = {}
    places: dict[int, Facility] = {}
    for passenger in (passenger for one in departures for passenger in one.passengers):
        place = passenger.person.facility
        if place is not None:
            places[place.id] = place
            counted[place.id] = counted.get(place.id, 0) + 1
    pairs = [(place, counted[key]) for key, place in places.items()]
    return sorted(pairs, key=lambda pair: ordered_key(pair[0].name, language))


def _hour(one: Departure) -> tuple[float, int]:
    return one.leaves_at.timestamp() if one.leaves_at else 0.0, one.itinerary.id


def _passengers(viewer: User) -> sa.Select[Passenger]:
    return _seated(visible_to(viewer).with_only_columns(Case.id))


def _seated(cases: sa.Select[int]) -> sa.Select[Passenger]:
    """Seats of these cases on itineraries that are not cancelled."""
    return (
        sa.select(Passenger)
        .join(Passenger.itinerary)
        .join(Passenger.person)
        .where(
            Passenger.case_id.in_(cases), Passenger.status.in_(STANDING), Itinerary.status != ItineraryStatus.CANCELLED
        )
    )


def _options() -> tuple[ExecutableOption, ...]:
    person = joinedload(Passenger.person)
    return (
        joinedload(Passenger.itinerary),
        joinedload(Passenger.booking),
        joinedload(Passenger.case),
        person.selectinload(Person.documents),
        person.joinedload(Person.facility),
    )


def _loaded(
    session: Session, found: sa.Select[Passenger], viewer: User, held: Counter[int] | None = None
) -> list[Departure]:
    passengers = list(session.scalars(found.options(*_options()).order_by(Passenger.case_id, Passenger.id)).unique())
    escorts = _escorts(session, {passenger.itinerary_id for passenger in passengers}, viewer)
    grouped: dict[int, list[Passenger]] = {}
    for passenger in passengers:
        grouped.setdefault(passenger.itinerary_id, []).append(passenger)
    held = held_on(session, viewer, today(), grouped) if held is None else held
    return [Departure(people[0].itinerary, people, escorts.get(key, []), held[key]) for key, people in grouped.items()]


def _held_only(session: Session, day: date, ids: set[int], held: Counter[int]) -> list[Departure]:
    """Those itineraries of the day (of `ids`) on which there are held seats and nobody whom the viewer may see."""
    if not ids:
        return []
    rows = session.scalars(sa.select(Itinerary).where(Itinerary.departs_on == day, Itinerary.id.in_(sorted(ids))))
    return [Departure(one, [], [], held[one.id]) for one in rows.unique()]


def _escorts(session: Session, itinerary_ids: set[int], viewer: User) -> dict[int, list[tuple[Escort, str]]]:
    cases = visible_to(viewer).with_only_columns(Case.id)
    found = (
        sa.select(EscortAssignmentCase.itinerary_id, EscortAssignment)
        .join(EscortAssignment, EscortAssignment.id == EscortAssignmentCase.assignment_id)
        .where(
            EscortAssignmentCase.itinerary_id.in_(itinerary_ids),
            EscortAssignmentCase.case_id.in_(cases),
            EscortAssignment.cancelled.is_(False),
        )
        .options(selectinload(EscortAssignment.escort))
        .order_by(EscortAssignment.id)
    )
    gone: dict[int, dict[int, tuple[Escort, str]]] = {}
    for itinerary_id, assignment in session.execute(found):
        if itinerary_id is not None:
            gone.setdefault(itinerary_id, {})[assignment.id] = (assignment.escort, assignment.role)
    return {key: list(by_id.values()) for key, by_id in gone.items()}
