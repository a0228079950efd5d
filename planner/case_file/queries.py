"""Reads of one case: the file with its documents, history, bookings and costs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models.money.charge import LIVE, Charge, Stage
from models.money.claim import Claim, Refund, RefundKind
from models.money.programme import Programme
from models.papers.embassy import EmbassyApplication
from models.people.account import User
from models.people.case import Case
from models.people.person import Person
from models.record.event import Event
from models.record.note import Note
from models.running.file import StoredFile
from models.travel.booking import HOLDING_A_SEAT, Passenger
from models.travel.escort import EscortRole
from planner.cases.queries import case_seen_by
from planner.documents.queries import with_papers
from planner.language.languages import named

PROTECTION = frozenset({"case.held", "case.released", "case.restricted", "case.opened"})
"""Events that only protection staff and auditors see in the history."""
READS = ("search.done", "letter.printed", "pick_up.printed")


def shown(session: Session, viewer: User, case_id: int) -> Case | None:
    """The case with people, documents and needs, or None when this viewer may not see it."""
    people = selectinload(Case.persons)
    return case_seen_by(
        session,
        viewer,
        case_id,
        *with_papers(),
        joinedload(Case.facility),
        joinedload(Case.owner).lazyload(User.role_rows),
        joinedload(Case.programme).lazyload(Programme.lines),
        selectinload(Case.escort_needs),
        people.joinedload(Person.facility),
        people.selectinload(Person.embassy_applications).joinedload(EmbassyApplication.embassy),
    )


@dataclass(frozen=True, slots=True)
class Happened:
    """One event and the user who caused it."""

    event: Event
    by: str


def history(session: Session, case: Case, *, protection: bool, limit: int = 100) -> list[Happened]:
    """What happened to the case, newest first; reads of the case are left to the access log."""
    wanted = (
        sa.select(Event, User.name)
        .outerjoin(User, User.id == Event.user_id)
        .where(Event.case_id == case.id, Event.action.not_in(READS), Event.action.not_like("%.read"))
    )
    if not protection:
        wanted = wanted.where(Event.action.not_in(PROTECTION))
    found = session.execute(wanted.order_by(Event.at.desc(), Event.id.desc()).limit(limit))
    return [Happened(row[0], row[1] or "") for row in found]


def notes(session: Session, case: Case) -> list[tuple[Note, str]]:
    """Contacts with the family, newest first, with the staff member who spoke."""
    found = session.execute(
        sa.select(Note, User.name)
        .outerjoin(User, User.id == Note.by_id)
        .where(Note.case_id == case.id)
        .order_by(Note.at.desc(), Note.id.desc())
        .limit(100)
    )
    return [(row[0], row[1] or "") for row in found]


def seats(session: Session, case: Case) -> Sequence[Passenger]:
    """The case's seats with itinerary and booking, active ones first."""
    return (
        session.scalars(
            sa.select(Passenger)
            .where(Passenger.case_id == case.id)
            .options(joinedload(Passenger.itinerary), joinedload(Passenger.booking), joinedload(Passenger.person))
            .order_by(Passenger.itinerary_id.desc(), Passenger.id)
        )
        .unique()
        .all()
    )


def held(session: Session, case: Case) -> bool:
    """Whether the case has booked seats that have not departed yet."""
    return bool(
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Passenger)
            .where(Passenger.case_id == case.id, Passenger.status.in_(HOLDING_A_SEAT))
        )
    )


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost of a case, with the amounts paid, recovered and still claimed; minor units of the line's currency."""

    charge: Charge
    paid: int | None
    refunded: int
    credited: int
    claimed: int


def costs(session: Session, case: Case) -> list[Cost]:
    """The costs of the case, line by line; released costs last."""
    live = sa.case((Charge.stage.in_(LIVE), 0), else_=1)
    charges = session.scalars(
        sa.select(Charge).where(Charge.case_id == case.id).options(joinedload(Charge.line)).order_by(live, Charge.id)
    ).all()
    mine = sa.select(Charge.id).where(Charge.case_id == case.id)
    back: dict[tuple[int, RefundKind], int] = defaultdict(int)
    paid_back: dict[int, int] = defaultdict(int)
    for row in session.scalars(sa.select(Refund).where(Refund.charge_id.in_(mine), Refund.reversed_at.is_(None))):
        back[row.charge_id, row.kind] += row.amount
        paid_back[row.charge_id] += row.amount if row.stage is Stage.PAID else 0
    claimed = {
        one.charge_id: one.outstanding for one in session.scalars(sa.select(Claim).where(Claim.charge_id.in_(mine)))
    }
    return [
        Cost(
            one,
            one.amount + paid_back[one.id] if one.committed_amount is not None else None,
            back[one.id, RefundKind.REFUND],
            back[one.id, RefundKind.CREDIT_NOTE],
            claimed.get(one.id, 0),
        )
        for one in charges
    ]


def files(session: Session, case: Case) -> Sequence[StoredFile]:
    """Files of the case, newest first."""
    return session.scalars(
        sa.select(StoredFile)
        .where(StoredFile.case_id == case.id)
        .order_by(StoredFile.uploaded_at.desc(), StoredFile.id)
    ).all()


def role_names(session: Session, locale: str) -> dict[str, str]:
    """Names of the kinds of escort in the reader's language, by code."""
    found = session.execute(sa.select(EscortRole.code, EscortRole.names))
    return {code: named(names, locale) for code, names in found}
