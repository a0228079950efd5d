"""Reads of what is reserved and ticketed; of restricted families all but those named see seats held by the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Booking,
    BudgetLine,
    Case,
    Charge,
    CostKind,
    EscortAssignment,
    EscortAssignmentCase,
    Itinerary,
    ItineraryStatus,
    Passenger,
    PassengerStatus,
    Person,
    Stage,
)
from models.base import now
from models.money.charge import LIVE
from models.office import today
from models.people.account import User
from models.people.case import visible_to
from planner.bookings.following import shown_state
from planner.flights.held import held_on, in_state, shown_to

PAGE = 40
GONE = (PassengerStatus.CANCELLED,)
SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Row:
    """An itinerary in a list, with the people the viewer may see and the seats that the office holds."""

    itinerary: Itinerary
    passengers: Sequence[Passenger]
    held: int = 0

    @property
    def people(self) -> int:
        return len(self.passengers)

    @property
    def status(self) -> ItineraryStatus:
        """The state that the people tell whom the viewer may see."""
        return shown_state([one.status for one in self.passengers], self.itinerary.status)

    @property
    def ticketed(self) -> int:
        return sum(bool(one.ticket_number) for one in self.passengers)

    @property
    def time_limit(self) -> datetime | None:
        """The nearest ticketing time limit of a reservation that has people without tickets."""
        limits = [
            one.booking.time_limit
            for one in self.passengers
            if one.booking and one.booking.time_limit and not one.ticket_number
        ]
        return min(limits, default=None)

    @property
    def alarm(self) -> str:
        """ "red" after the time limit, "amber" shortly before it, else empty."""
        limit = self.time_limit
        if limit is None or self.status is not ItineraryStatus.RESERVED:
            return ""
        return "red" if limit <= now() else "amber" if limit <= now() + SOON else ""


def seen(viewer: User) -> sa.Select[Itinerary]:
    """Itineraries with at least one person the viewer may see, or with seats held by the office."""
    return sa.select(Itinerary).where(shown_to(viewer, today()))


def listed(
    session: Session, viewer: User, *, status: ItineraryStatus | None = None, page: int = 1
) -> tuple[list[Row], int, int, int]:
    """One page of itineraries by departure, with page number, number of pages and total."""
    statement = seen(viewer)
    if status is not None:
        statement = statement.where(in_state(viewer, status))
    total = session.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    found = session.scalars(
        statement.order_by(Itinerary.departs_on.desc(), Itinerary.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    ).all()
    return _with_people(session, viewer, found), page, pages, total


def departing(session: Session, viewer: User, since: date) -> list[Row]:
    """Itineraries from a given day on that are not cancelled, by departure."""
    found = session.scalars(
        seen(viewer)
        .where(Itinerary.departs_on >= since, Itinerary.status != ItineraryStatus.CANCELLED)
        .order_by(Itinerary.departs_on, Itinerary.id)
    ).all()
    return _with_people(session, viewer, found)


def _with_people(session: Session, viewer: User, found: Sequence[Itinerary]) -> list[Row]:
    cases = visible_to(viewer).with_only_columns(Case.id)
    by: dict[int, list[Passenger]] = {one.id: [] for one in found}
    for passenger in session.scalars(
        sa.select(Passenger)
        .where(Passenger.itinerary_id.in_(sorted(by)), Passenger.case_id.in_(cases))
        .options(joinedload(Passenger.booking), joinedload(Passenger.case), joinedload(Passenger.person))
        .order_by(Passenger.case_id, Passenger.id)
    ):
        by[passenger.itinerary_id].append(passenger)
    held = held_on(session, viewer, today(), by)
    return [
        Row(
            one,
            [p for p in by[one.id] if p.status not in GONE or one.status is ItineraryStatus.CANCELLED],
            held[one.id],
        )
        for one in found
    ]


def found(session: Session, viewer: User, itinerary_id: int) -> Row | None:
    """One itinerary with the people the viewer may see, or None when there is none, or neither a person nor a hold."""
    itinerary = session.scalar(seen(viewer).where(Itinerary.id == itinerary_id))
    return _with_people(session, viewer, [itinerary])[0] if itinerary else None


def reservations(session: Session, row: Row) -> list[tuple[Booking, list[Passenger]]]:
    """The itinerary's reservations, each with the people the viewer may see."""
    bookings = session.scalars(
        sa.select(Booking).where(Booking.itinerary_id == row.itinerary.id).order_by(Booking.id)
    ).all()
    together = [(one, [p for p in row.passengers if p.booking_id == one.id]) for one in bookings]
    return [(one, people) for one, people in together if people]


def with_papers(session: Session, row: Row) -> dict[int, Person]:
    """The people of an itinerary with their documents, by id."""
    ids = [one.person_id for one in row.passengers]
    people = session.scalars(
        sa.select(Person).where(Person.id.in_(ids)).options(selectinload(Person.documents), joinedload(Person.case))
    )
    return {one.id: one for one in people}


def charges(session: Session, row: Row) -> list[Charge]:
    """Costs held for the people the viewer may see, for the itinerary as a whole and for its escorts."""
    cases = sorted({one.case_id for one in row.passengers})
    if not cases:
        return []
    with_them = [one.id for one in escorts(session, row)]
    return list(
        session.scalars(
            sa.select(Charge)
            .where(
                Charge.stage.in_(LIVE),
                sa.or_(
                    Charge.assignment_id.in_(with_them),
                    sa.and_(
                        Charge.itinerary_id == row.itinerary.id,
                        sa.or_(Charge.case_id.in_(cases), Charge.case_id.is_(None)),
                    ),
                ),
            )
            .options(joinedload(Charge.line).joinedload(BudgetLine.project))
            .order_by(Charge.id)
        )
    )


def costs(session: Session, row: Row) -> list[tuple[CostKind, BudgetLine, Stage, int]]:
    """The same costs summed by kind, line and stage; minor units of the line's currency."""
    found: dict[tuple[CostKind, int, Stage], tuple[BudgetLine, int]] = {}
    for one in charges(session, row):
        key = (one.kind, one.line_id, one.stage)
        found[key] = (one.line, one.amount + (found[key][1] if key in found else 0))
    return [(kind, line, stage, total) for (kind, _, stage), (line, total) in found.items()]


def escorts(session: Session, row: Row) -> list[EscortAssignment]:
    """Escort assignments for the people the viewer may see."""
    cases = sorted({one.case_id for one in row.passengers})
    return list(
        session.scalars(
            sa.select(EscortAssignment)
            .where(
                EscortAssignment.cancelled.is_(False),
                EscortAssignment.id.in_(
                    sa.select(EscortAssignmentCase.assignment_id).where(
                        EscortAssignmentCase.itinerary_id == row.itinerary.id, EscortAssignmentCase.case_id.in_(cases)
                    )
                ),
            )
            .order_by(EscortAssignment.starts)
        )
    )
