"""Seats held by the office, as a viewer sees them: one number for an itinerary, whatever the seats are held for.

Two things look the same here on purpose: seats that somebody holds, and seats of families that the viewer may not know.
Both are told until the day of departure, by that number and nothing else.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Itinerary, ItineraryStatus, Passenger, PassengerStatus, Person, SeatHold
from models.people.account import User
from models.people.case import visible_to

ON_BOARD = tuple(one for one in PassengerStatus if one is not PassengerStatus.CANCELLED)


def active(day: date) -> sa.ColumnElement[bool]:
    """Holds that nobody has released and that have not ended by `day`."""
    return sa.and_(SeatHold.released_at.is_(None), SeatHold.until >= day)


def holds(session: Session, day: date) -> list[SeatHold]:
    """Every hold of that day on an itinerary that is not cancelled."""
    return list(
        session.scalars(
            sa.select(SeatHold)
            .join(SeatHold.itinerary)
            .where(active(day), Itinerary.status != ItineraryStatus.CANCELLED)
            .order_by(SeatHold.id)
        )
    )


def held_on(session: Session, viewer: User, day: date, itinerary_ids: Collection[int] | None = None) -> Counter[int]:
    """Itinerary (id) → seats that this viewer knows only as held by the office, of those that leave from `day` on."""
    found: Counter[int] = Counter()
    for itinerary_id, _departs, seats in session.execute(_held(viewer, day, itinerary_ids)):
        found[itinerary_id] += int(seats)
    return +found


def held_days(session: Session, viewer: User, day: date) -> Counter[date]:
    """Day of departure → the same seats, from `day` on."""
    found: Counter[date] = Counter()
    for _itinerary_id, departs, seats in session.execute(_held(viewer, day)):
        found[departs] += int(seats)
    return +found


def _held(viewer: User, day: date, itinerary_ids: Collection[int] | None = None) -> sa.CompoundSelect[int, date, int]:
    ahead = sa.and_(Itinerary.departs_on >= day, Itinerary.status != ItineraryStatus.CANCELLED)
    if itinerary_ids is not None:
        ahead = sa.and_(ahead, Itinerary.id.in_(sorted(itinerary_ids)))
    seats = sa.func.coalesce(Person.seats_taken, sa.case((Passenger.fare_kind == "infant", 0), else_=1))
    by_itinerary = (Itinerary.id, Itinerary.departs_on)
    return sa.union_all(
        sa.select(*by_itinerary, sa.func.sum(SeatHold.seats))
        .join(SeatHold, SeatHold.itinerary_id == Itinerary.id)
        .where(active(day), ahead)
        .group_by(*by_itinerary),
        sa.select(*by_itinerary, sa.func.sum(seats))
        .join(Passenger, Passenger.itinerary_id == Itinerary.id)
        .join(Person, Person.id == Passenger.person_id)
        .where(_unseen(viewer), ahead)
        .group_by(*by_itinerary),
    )


def held_by_option(session: Session, viewer: User, day: date) -> Counter[str]:
    """Option (code) → the same seats, for a plan that is asked for."""
    seats = held_on(session, viewer, day)
    rows = session.scalars(sa.select(Itinerary).where(Itinerary.id.in_(sorted(seats)))).unique()
    found: Counter[str] = Counter()
    for one in rows:
        found[one.option.code] += seats[one.id]
    return found


def _unseen(viewer: User) -> sa.ColumnElement[bool]:
    """Passengers whom the viewer may not know of and who have not left their seats."""
    cases = visible_to(viewer).with_only_columns(Case.id)
    return sa.and_(Passenger.case_id.not_in(cases), Passenger.status.in_(ON_BOARD))


def shown_to(viewer: User, day: date) -> sa.ColumnElement[bool]:
    """Itineraries on a viewer's pages: with somebody the viewer may see, or with seats held that are still ahead."""
    seen = Passenger.case_id.in_(visible_to(viewer).with_only_columns(Case.id))
    of = sa.select(Passenger.itinerary_id)
    held = sa.select(SeatHold.itinerary_id).where(active(day))
    cancelled = Itinerary.status == ItineraryStatus.CANCELLED
    return sa.or_(
        Itinerary.id.in_(of.where(seen, Passenger.status.in_(ON_BOARD))),
        sa.and_(cancelled, Itinerary.id.in_(of.where(seen))),
        sa.and_(
            sa.not_(cancelled),
            Itinerary.departs_on >= day,
            sa.or_(Itinerary.id.in_(held), Itinerary.id.in_(of.where(_unseen(viewer)))),
        ),
    )


def in_state(viewer: User, status: ItineraryStatus) -> sa.ColumnElement[bool]:
    """Itineraries that have this status as far as the people tell whom the viewer may see; see `shown_state`."""
    seen = Passenger.case_id.in_(visible_to(viewer).with_only_columns(Case.id))
    of = sa.select(Passenger.itinerary_id)
    somebody = Itinerary.id.in_(of.where(seen, Passenger.status.in_(ON_BOARD)))
    reserved, ticketed = (
        Itinerary.id.in_(of.where(seen, Passenger.status == one))
        for one in (PassengerStatus.RESERVED, PassengerStatus.TICKETED)
    )
    ended = Itinerary.status.in_((ItineraryStatus.ARRIVED, ItineraryStatus.CANCELLED))
    if status is ItineraryStatus.RESERVED:
        open_ = sa.and_(sa.not_(ended), sa.or_(reserved, sa.not_(somebody)))
        hidden_end = sa.and_(Itinerary.status == ItineraryStatus.ARRIVED, sa.not_(somebody))
        return sa.or_(open_, hidden_end)
    if status is ItineraryStatus.TICKETED:
        return sa.and_(sa.not_(ended), sa.not_(reserved), ticketed)
    if status is ItineraryStatus.DEPARTED:
        return sa.and_(sa.not_(ended), sa.not_(reserved), sa.not_(ticketed), somebody)
    return sa.and_(Itinerary.status == status, sa.or_(somebody, Itinerary.status == ItineraryStatus.CANCELLED))
