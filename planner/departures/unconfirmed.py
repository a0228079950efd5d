"""Departures and arrivals of past days that nobody has confirmed yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models.people.account import User
from models.people.case import Case, visible_to
from models.travel.booking import HOLDING_A_SEAT, Passenger, PassengerStatus
from models.travel.flight import Flight
from models.travel.flight_option import FlightOptionLeg
from models.travel.itinerary import Itinerary, ItineraryStatus


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """One itinerary, and how many of the people whom the viewer may see still wait for a confirmation."""

    itinerary: Itinerary
    people: int


def departures(session: Session, viewer: User, today: date) -> Sequence[Unconfirmed]:
    """Itineraries that were to leave before today and on which somebody is still reserved or ticketed, oldest first."""
    wanted = (Itinerary.departs_on < today, Itinerary.status != ItineraryStatus.CANCELLED)
    return _found(session, viewer, HOLDING_A_SEAT, *wanted)


def arrivals(session: Session, viewer: User, at: datetime) -> Sequence[Unconfirmed]:
    """Itineraries on which somebody has left and whose last flight was to land before `at`, oldest first."""
    landed = (
        sa.select(FlightOptionLeg.option_id)
        .join(Flight, Flight.id == FlightOptionLeg.flight_id)
        .group_by(FlightOptionLeg.option_id)
        .having(sa.func.max(Flight.arrives_at) < at)
    )
    wanted = (Itinerary.status == ItineraryStatus.DEPARTED, Itinerary.option_id.in_(landed))
    return _found(session, viewer, (PassengerStatus.DEPARTED,), *wanted)


def _found(
    session: Session, viewer: User, statuses: Sequence[PassengerStatus], *wanted: sa.ColumnElement[bool]
) -> list[Unconfirmed]:
    visible = visible_to(viewer).with_only_columns(Case.id)
    counted = (
        sa.select(Passenger.itinerary_id, sa.func.count().label("people"))
        .where(Passenger.case_id.in_(visible), Passenger.status.in_(statuses))
        .group_by(Passenger.itinerary_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Itinerary, counted.c.people)
        .join(counted, counted.c.itinerary_id == Itinerary.id)
        .where(*wanted)
        .options(joinedload(Itinerary.option))
        .order_by(Itinerary.departs_on, Itinerary.id)
    )
    return [Unconfirmed(itinerary, people) for itinerary, people in rows]
