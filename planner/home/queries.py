"""Tasks of a user: cases with their first task, and reservations with a time limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models.money.change import ChangeStatus, MoneyChange
from models.money.charge import Charge, Stage
from models.money.programme import BudgetLine, Project
from models.people.account import User
from models.people.case import Case, CaseStatus, visible_to
from models.people.request import RequestStatus, ReturnRequest, requests_visible_to
from models.travel.booking import Booking, Passenger, PassengerStatus
from models.travel.itinerary import Itinerary
from planner.cases import lacking
from planner.cases.queries import STILL_OPEN
from planner.ledger.seeing import changes_shown

MOST = 40
WORKED_ON = (CaseStatus.REGISTERED, CaseStatus.PREPARING, CaseStatus.RESERVED, CaseStatus.TICKETED)
KINDS = ("ending", "contact", "appointment", "new", "signatures", "destination", "approval", "unapplied", "fit")
"""The kinds of tasks on a case, most urgent first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case with all tasks on it (keys of `KINDS`) and its earliest deadline."""

    case: Case
    kinds: Sequence[str]
    ends: date | None


@dataclass(frozen=True, slots=True)
class Overview:
    """How many open cases have each task, and the most urgent cases, most urgent first."""

    counts: Mapping[str, int]
    waiting: Sequence[Waiting]


def overview(session: Session, viewer: User, today: date) -> Overview:
    """Judge every open case once, in two queries; each count is the length of the list it links to."""
    judged = _judged(session, viewer, today)
    counts = {kind: sum(kind in one.kinds for one in judged) for kind in KINDS}
    first = sorted(
        (one for one in judged if one.kinds and one.status in WORKED_ON),
        key=lambda one: (one.ends, one.applied_on, one.case_id),
    )[:MOST]
    cases = {
        case.id: case
        for case in session.scalars(
            sa.select(Case).where(Case.id.in_([one.case_id for one in first])).options(selectinload(Case.persons))
        )
    }
    return Overview(
        counts, [Waiting(cases[one.case_id], one.kinds, one.ends if one.ends.year < 9999 else None) for one in first]
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    case_id: int
    status: CaseStatus
    applied_on: date
    ends: date
    kinds: Sequence[str]


def _judged(session: Session, viewer: User, today: date) -> list[_Judged]:
    """Open cases with their tasks; the earliest deadline is computed once in SQL and compared here."""
    every = {**lacking.conditions(today), **lacking.due(today), "new": Case.status == CaseStatus.REGISTERED}
    asked = [kind for kind in KINDS if kind != "ending"]
    found = session.execute(
        visible_to(viewer)
        .where(Case.status.in_(STILL_OPEN))
        .with_only_columns(Case.id, Case.status, Case.applied_on, lacking.ends(today), *(every[kind] for kind in asked))
    )
    soon = today + lacking.SOON
    return [
        _Judged(
            *row[:4],
            [
                *(["ending"] if row[3] <= soon else []),
                *(kind for kind, waits in zip(asked, row[4:], strict=True) if waits),
            ],
        )
        for row in found
    ]


def time_limits(session: Session, viewer: User, until: datetime) -> list[Booking]:
    """Reservations without tickets whose ticketing time limit is at most `until`, earliest first."""
    visible = visible_to(viewer).with_only_columns(Case.id)
    open_seats = sa.exists().where(
        Passenger.booking_id == Booking.id, Passenger.status == PassengerStatus.RESERVED, Passenger.case_id.in_(visible)
    )
    return list(
        session.scalars(
            sa.select(Booking)
            .where(Booking.time_limit.is_not(None), Booking.time_limit <= until, open_seats)
            .options(joinedload(Booking.itinerary))
            .order_by(Booking.time_limit)
            .limit(MOST)
        )
    )


@dataclass(slots=True)
class Unpaid:
    """Costs of one project without an invoice: number, amounts by currency, and the day of the oldest departure."""

    project: Project
    since: date
    count: int = 0
    sums: dict[str, int] = field(default_factory=dict)


def unpaid(session: Session, viewer: User, today: date) -> list[Unpaid]:
    """Committed costs of departed itineraries without an invoice, by project.

    Only costs that this viewer will see in the linked list are counted.
    """
    visible = visible_to(viewer).with_only_columns(Case.id)
    trips = sa.select(Passenger.itinerary_id).where(Passenger.case_id.in_(visible))
    known = sa.or_(Charge.case_id.in_(visible), sa.and_(Charge.case_id.is_(None), Charge.itinerary_id.in_(trips)))
    rows = session.execute(
        sa.select(
            Project,
            Charge.original_currency,
            sa.func.count(),
            sa.func.sum(Charge.original_amount),
            sa.func.min(Itinerary.departs_on),
        )
        .select_from(Charge)
        .join(Itinerary, Itinerary.id == Charge.itinerary_id)
        .join(BudgetLine, BudgetLine.id == Charge.line_id)
        .join(Project, Project.id == BudgetLine.project_id)
        .where(Charge.stage == Stage.COMMITTED, Itinerary.departs_on < today, known)
        .group_by(Project.id, Charge.original_currency)
        .order_by(Project.code)
    ).all()
    found: dict[int, Unpaid] = {}
    for project, currency, count, total, since in rows:
        one = found.setdefault(project.id, Unpaid(project, since))
        one.count += count
        one.sums[currency] = int(total)
        one.since = min(one.since, since)
    return list(found.values())


def changes_waiting(session: Session, viewer: User) -> list[MoneyChange]:
    """Changes of budgets, dates and rates, and payments, that wait for a second person; the first entered first."""
    wanted = changes_shown(viewer).where(MoneyChange.status == ChangeStatus.WAITING)
    return list(session.scalars(wanted.order_by(MoneyChange.id)))


def drafts(session: Session, viewer: User) -> list[ReturnRequest]:
    """The facility's requests that have not been sent yet."""
    return list(
        session.scalars(
            requests_visible_to(viewer)
            .where(ReturnRequest.status == RequestStatus.DRAFT)
            .order_by(ReturnRequest.saved_at.desc())
            .limit(MOST)
        )
    )


def holds(session: Session, viewer: User) -> list[Case]:
    """Cases under a protection hold, for protection staff."""
    return list(
        session.scalars(
            visible_to(viewer)
            .where(Case.protection_hold, Case.status.in_(STILL_OPEN))
            .options(selectinload(Case.persons))
            .order_by(Case.applied_on)
            .limit(MOST)
        )
    )


def soon(now: datetime) -> datetime:
    """How far ahead time limits are shown: three days."""
    return now + timedelta(days=3)
