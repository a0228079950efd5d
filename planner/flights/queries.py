"""Requests, options and flights for the pages; nothing here reveals who travels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models import Flight, FlightOption, FlightOptionLeg, FlightRequest, Itinerary, ItineraryStatus, OptionState
from models.office import today
from models.people.account import User
from planner.flights.held import shown_to

PAGE = 50
ORDERS = {
    "departs": FlightOption.departs_on,
    "destination": FlightOption.destination,
    "adult": FlightOption.fare_adult,
    "seats": FlightOption.seats,
    "limit": FlightOption.time_limit,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a list of options, all of them in the URL."""

    destination: str = ""
    state: str = ""
    first: date | None = None
    last: date | None = None
    order: str = "departs"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of options."""

    rows: Sequence[FlightOption]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


MOST_OFFERS = 1000


def options(session: Session, wanted: Wanted) -> Listing:
    """Filtered flight options, a page of fifty."""
    chosen = _chosen(wanted)
    total = session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    column = ORDERS.get(wanted.order.removeprefix("-"), FlightOption.departs_on)
    ordered = column.desc() if wanted.order.startswith("-") else column
    rows = session.scalars(
        chosen.order_by(ordered.nulls_last(), FlightOption.departs_on, FlightOption.id)
        .limit(PAGE)
        .offset((wanted.page - 1) * PAGE)
    ).all()
    return Listing(rows, total, wanted.page)


def offers(session: Session, wanted: Wanted) -> Sequence[FlightOption]:
    """The agent's offers and holds among the filtered options, at most a thousand."""
    real = (OptionState.OFFERED, OptionState.HELD)
    return session.scalars(
        _chosen(wanted)
        .where(FlightOption.state.in_(real))
        .order_by(FlightOption.departs_on, FlightOption.id)
        .limit(MOST_OFFERS)
    ).all()


def _chosen(wanted: Wanted) -> sa.Select[FlightOption]:
    chosen = sa.select(FlightOption)
    if wanted.destination:
        chosen = chosen.where(FlightOption.destination == wanted.destination)
    if wanted.state in {state.value for state in OptionState}:
        chosen = chosen.where(FlightOption.state == OptionState(wanted.state))
    if wanted.first:
        chosen = chosen.where(FlightOption.departs_on >= wanted.first)
    if wanted.last:
        chosen = chosen.where(FlightOption.departs_on <= wanted.last)
    return chosen


def destinations(session: Session) -> Sequence[str]:
    """Every airport that is the destination of some option."""
    return session.scalars(sa.select(FlightOption.destination).distinct().order_by(FlightOption.destination)).all()


def option(session: Session, option_id: int) -> FlightOption | None:
    """One option with its flights, or None."""
    return session.get(FlightOption, option_id)


def flight(session: Session, flight_id: int) -> Flight | None:
    """One flight, or None."""
    return session.get(Flight, flight_id)


def options_with(session: Session, flight_id: int) -> Sequence[FlightOption]:
    """The options that use a flight."""
    return session.scalars(
        sa.select(FlightOption)
        .join(FlightOption.legs)
        .where(FlightOptionLeg.flight_id == flight_id)
        .order_by(FlightOption.departs_on, FlightOption.id)
    ).all()


def itineraries_with(session: Session, viewer: User, flight_id: int) -> Sequence[Itinerary]:
    """Confirmed itineraries that use a flight, are not cancelled and have people the viewer may see, or held seats."""
    return (
        session.scalars(
            sa.select(Itinerary)
            .join(Itinerary.option)
            .join(FlightOption.legs)
            .where(
                FlightOptionLeg.flight_id == flight_id,
                Itinerary.status != ItineraryStatus.CANCELLED,
                shown_to(viewer, today()),
            )
            .order_by(Itinerary.number)
        )
        .unique()
        .all()
    )


def requests(session: Session) -> Sequence[FlightRequest]:
    """All requests to the agent with their rows, newest first."""
    return session.scalars(
        sa.select(FlightRequest).options(selectinload(FlightRequest.rows)).order_by(FlightRequest.id.desc())
    ).all()


def request(session: Session, request_id: int) -> FlightRequest | None:
    """One request with its rows, or None."""
    return session.get(FlightRequest, request_id, options=[selectinload(FlightRequest.rows)])


def request_called(session: Session, reference: str) -> FlightRequest | None:
    """The request with this reference, or None."""
    return session.scalar(sa.select(FlightRequest).where(FlightRequest.reference == reference))


def answers(session: Session, request_id: int) -> Sequence[FlightOption]:
    """The options that answer a request, or were estimated for it."""
    return session.scalars(
        sa.select(FlightOption)
        .where(FlightOption.request_id == request_id)
        .order_by(FlightOption.destination, FlightOption.departs_on, FlightOption.id)
    ).all()


def state_at(row: FlightOption, moment: datetime) -> OptionState:
    """The state at a moment: an offer or hold is expired after its time limit."""
    passing = row.state in (OptionState.OFFERED, OptionState.HELD)
    return OptionState.EXPIRED if passing and row.time_limit and row.time_limit < moment else row.state
