"""Reads booked cases with their journeys, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    BudgetLine,
    Case,
    CaseAccess,
    Charge,
    Flight,
    FlightOptionLeg,
    Itinerary,
    ItineraryStatus,
    KeepApart,
    Passenger,
    PassengerStatus,
    Project,
    User,
    UserRole,
)
from models.money.charge import LIVE
from models.money.claim import UNCLAIMED
from planner.documents.plain import plain_cases
from planner.judgement import escorts_read
from planner.judgement.trip import Leg, Trip, Window, leg, meet
from planner.roles import GRANTS, Can

HELD = (PassengerStatus.RESERVED, PassengerStatus.TICKETED)
"""Statuses of seats whose people have not left yet."""


def booked_among(session: Session, case_ids: Collection[int] | None) -> set[int]:
    """Which of these cases (None: of all) hold seats for people who have not left yet."""
    found = _seats(Passenger.case_id).distinct()
    return set(session.scalars(found if case_ids is None else found.where(Passenger.case_id.in_(sorted(case_ids)))))


def booked(session: Session, case_ids: Collection[int]) -> list[tuple[Any, Trip]]:
    """The booked ones of these cases, as plain rows, each with the earliest journey on which it holds seats."""
    pairs = _pairs(session, case_ids)
    partners = {one for pair in pairs for one in pair[:2]}
    trips = _trips(session, partners | set(case_ids))
    mine = {case_id: trip for case_id, trip in trips.items() if case_id in case_ids}
    cases = plain_cases(session, sa.select(Case).where(Case.id.in_(sorted(mine))).order_by(Case.id))
    apart = _apart(pairs, trips)
    windows, needs = _windows(session, mine), escorts_read.unattended(session, mine)
    away, seen, unsuited = (
        escorts_read.away(session, mine),
        _someone_sees(session, mine),
        escorts_read.unsuited(session, mine),
    )
    return [
        (
            case,
            replace(
                mine[case.id],
                apart=tuple(sorted(apart[case.id], key=lambda scope: scope.value)),
                windows=tuple(windows[case.id]),
                unattended=needs.get(case.id, 0),
                away=tuple(sorted(away[case.id])),
                unsuited=tuple(sorted(unsuited[case.id])),
                someone_sees=case.id in seen,
            ),
        )
        for case in cases
    ]


def _seats(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .join(Itinerary, Itinerary.id == Passenger.itinerary_id)
        .where(Passenger.status.in_(HELD), Itinerary.status != ItineraryStatus.CANCELLED)
    )


def _pairs(session: Session, case_ids: Collection[int]) -> list[tuple[int, int, Any]]:
    ids = sorted(case_ids)
    found = sa.select(KeepApart.first_id, KeepApart.second_id, KeepApart.scope)
    rows = session.execute(found.where(sa.or_(KeepApart.first_id.in_(ids), KeepApart.second_id.in_(ids))))
    return [(row[0], row[1], row[2]) for row in rows]


def _trips(session: Session, case_ids: Collection[int]) -> dict[int, Trip]:
    """The earliest journey of each case; it counts as ticketed if any of the people has a ticket."""
    rows = session.execute(
        _seats(Passenger.case_id, Itinerary.id, Itinerary.option_id, Itinerary.departs_on, Passenger.ticket_number)
        .where(Passenger.case_id.in_(sorted(case_ids)))
        .order_by(Itinerary.departs_on, Itinerary.id, Passenger.id)
    ).all()
    legs = legs_of(session, {row.option_id for row in rows})
    found: dict[int, Trip] = {}
    for row in rows:
        trip = found.setdefault(row.case_id, Trip(row.id, row.departs_on, legs[row.option_id]))
        if trip.itinerary_id == row.id and row.ticket_number:
            found[row.case_id] = replace(trip, ticketed=True)
    return found


def legs_of(session: Session, option_ids: Collection[int]) -> Mapping[int, tuple[Leg, ...]]:
    """The flights of each option, in order; an empty list for an option without flights."""
    rows = session.execute(
        sa.select(FlightOptionLeg.option_id, Flight)
        .join(Flight, Flight.id == FlightOptionLeg.flight_id)
        .where(FlightOptionLeg.option_id.in_(sorted(option_ids)))
        .order_by(FlightOptionLeg.option_id, FlightOptionLeg.position)
        .with_only_columns(FlightOptionLeg.option_id, *Flight.__table__.c)
    )
    found: dict[int, tuple[Leg, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.option_id] += (leg(row),)
    return found


def _apart(pairs: Iterable[tuple[int, int, Any]], trips: Mapping[int, Trip]) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for first, second, scope in pairs:
        if first in trips and second in trips and meet(scope, trips[first], trips[second]):
            found[first].add(scope)
            found[second].add(scope)
    return found


def _windows(session: Session, trips: Mapping[int, Trip]) -> dict[int, list[Window]]:
    """The periods of the projects that pay for each case: by its own charges, and by those of its whole itinerary."""
    by_itinerary: dict[int | None, list[int]] = defaultdict(list)
    for case_id, trip in trips.items():
        by_itinerary[trip.itinerary_id].append(case_id)
    on_these = Charge.itinerary_id.in_(sorted(key for key in by_itinerary if key is not None))
    whole = sa.and_(Charge.case_id.is_(None), Charge.assignment_id.is_(None), on_these)
    rows = session.execute(
        sa.select(Charge.case_id, Charge.itinerary_id, Project.code, Project.starts, Project.ends)
        .join(BudgetLine, BudgetLine.id == Charge.line_id)
        .join(Project, Project.id == BudgetLine.project_id)
        .where(Charge.stage.in_(LIVE), UNCLAIMED, sa.or_(whole, Charge.case_id.in_(sorted(trips))))
        .distinct()
        .order_by(Project.code)
    )
    found: dict[int, list[Window]] = defaultdict(list)
    for own, itinerary_id, code, starts, ends in rows:
        for each in by_itinerary[itinerary_id] if own is None else [own]:
            found[each].append(Window(code, starts, ends))
    return found


def _someone_sees(session: Session, trips: Collection[int]) -> set[int]:
    """Cases for which someone with access can confirm the departure; every unrestricted case has someone."""
    roles = [role for role, granted in GRANTS.items() if Can.CONFIRM_DEPARTURES in granted]
    named = (
        sa.exists()
        .where(CaseAccess.case_id == Case.id, CaseAccess.user_id == User.id, UserRole.user_id == User.id)
        .where(User.active, UserRole.role.in_(roles))
    )
    found = sa.select(Case.id).where(Case.id.in_(sorted(trips)), sa.or_(Case.restricted.is_(False), named))
    return set(session.scalars(found))
