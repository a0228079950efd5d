"""Reads for finance: projects with their lines, single charges, shares by pseudonym."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    BudgetLine,
    Case,
    Charge,
    CostKind,
    Escort,
    EscortAssignment,
    Itinerary,
    LedgerEntry,
    Person,
    Project,
    Stage,
)
from models.money.charge import LIVE
from models.people.account import User
from models.people.case import visible_to
from models.record.because import told
from models.words import Say
from planner.ledger.seeing import payable, shown
from planner.ledger.shares import split

SORTS = {"made": Charge.made_at, "amount": Charge.amount, "line": BudgetLine.code, "stage": Charge.stage}
PAGE = 50


def projects(session: Session) -> Sequence[Project]:
    """All projects with their lines, open ones first."""
    return session.scalars(
        sa.select(Project).options(selectinload(Project.lines)).order_by(Project.active.desc(), Project.code)
    ).all()


def project(session: Session, project_id: int) -> Project | None:
    """One project with its lines."""
    return session.scalar(sa.select(Project).where(Project.id == project_id).options(selectinload(Project.lines)))


def line(session: Session, line_id: int) -> BudgetLine | None:
    """One line with its project."""
    return session.get(BudgetLine, line_id, options=[joinedload(BudgetLine.project)])


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of charges and the total number."""

    rows: Sequence[Charge]
    total: int
    page: int
    numbers: dict[int, str]
    """Case numbers by case id."""
    itineraries: dict[int, str]
    escorts: dict[int, str]
    """Codes of escorts by assignment id."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def charges(
    session: Session,
    viewer: User,
    project_id: int,
    *,
    stage: str = "",
    line_id: int = 0,
    sort: str = "-made",
    page: int = 1,
    size: int = PAGE,
) -> Listing:
    """Charges of a project that this user may see, filtered and sorted over the whole set."""
    wanted = sa.select(Charge).join(BudgetLine).where(BudgetLine.project_id == project_id, payable(viewer))
    wanted = wanted.where(Charge.stage == Stage(stage)) if stage in {s.value for s in Stage} else wanted
    wanted = wanted.where(Charge.line_id == line_id) if line_id else wanted
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    column = SORTS.get(sort.lstrip("-"), Charge.made_at)
    order = column.desc() if sort.startswith("-") else column.asc()
    page = min(max(1, page), max(1, -(-total // size)))
    rows = session.scalars(
        wanted.options(joinedload(Charge.line)).order_by(order, Charge.id).offset((page - 1) * size).limit(size)
    ).all()
    return Listing(
        rows,
        total,
        page,
        case_numbers(session, viewer, rows),
        itinerary_numbers(session, rows),
        escort_codes(session, rows),
    )


def case_numbers(session: Session, viewer: User, rows: Sequence[Charge]) -> dict[int, str]:
    """The number by which this user knows each charge's case, by case id."""
    ids = {row.case_id for row in rows if row.case_id}
    if not ids:
        return {}
    seen = Case.id.in_(visible_to(viewer).with_only_columns(Case.id))
    known = sa.case((seen, Case.number), else_=sa.func.coalesce(Case.cost_number, ""))
    return {case_id: number for case_id, number in session.execute(sa.select(Case.id, known).where(Case.id.in_(ids)))}


def by_number(session: Session, viewer: User, rows: Sequence[Charge]) -> set[int]:
    """Charges (ids) of cases that this user knows by a number only: words that somebody typed there are not shown."""
    ids = {row.case_id for row in rows if row.case_id}
    seen = set(session.scalars(visible_to(viewer).where(Case.id.in_(ids)).with_only_columns(Case.id)))
    return {row.id for row in rows if row.case_id and row.case_id not in seen}


def itinerary_numbers(session: Session, rows: Sequence[Charge]) -> dict[int, str]:
    """Itinerary numbers of the charges' itineraries, by itinerary id."""
    ids = {row.itinerary_id for row in rows if row.itinerary_id}
    found = session.execute(sa.select(Itinerary.id, Itinerary.number).where(Itinerary.id.in_(ids))) if ids else ()
    return {itinerary_id: number for itinerary_id, number in found}


def escort_codes(session: Session, rows: Sequence[Charge]) -> dict[int, str]:
    """Codes of the escorts whose assignments these charges pay for, by assignment id."""
    ids = {row.assignment_id for row in rows if row.assignment_id}
    found = (
        session.execute(sa.select(EscortAssignment.id, Escort.code).join(Escort).where(EscortAssignment.id.in_(ids)))
        if ids
        else ()
    )
    return {assignment_id: code for assignment_id, code in found}


def charge(session: Session, viewer: User, charge_id: int) -> Charge | None:
    """One charge that this user may see."""
    return session.scalar(
        sa.select(Charge)
        .where(Charge.id == charge_id, payable(viewer))
        .options(joinedload(Charge.line).joinedload(BudgetLine.project))
    )


def moves(session: Session, charge_id: int) -> Sequence[LedgerEntry]:
    """Every movement of one charge, in order."""
    return session.scalars(
        sa.select(LedgerEntry).where(LedgerEntry.charge_id == charge_id).order_by(LedgerEntry.id)
    ).all()


def last_reasons(session: Session, viewer: User, project_id: int) -> dict[int, Say]:
    """Reasons of the last movement of each visible charge, by charge id: only our own reasons, none entered by users.

    Entered text may mention people, and the workbook goes to donors.
    """
    entries = session.execute(
        sa.select(LedgerEntry.charge_id, LedgerEntry.because)
        .join(Charge, Charge.id == LedgerEntry.charge_id)
        .join(BudgetLine, BudgetLine.id == Charge.line_id)
        .where(BudgetLine.project_id == project_id, shown(viewer))
        .order_by(LedgerEntry.id)
    )
    found = {charge_id: told("", because) for charge_id, because in entries}
    return {charge_id: reason for charge_id, reason in found.items() if isinstance(reason, Say)}


def waiting_for_invoice(session: Session, viewer: User, project_id: int, most: int = 8) -> tuple[Sequence[Charge], int]:
    """Committed costs that wait for an invoice, oldest first (ticketed but not invoiced), and their total number."""
    wanted = (
        sa.select(Charge)
        .join(BudgetLine)
        .where(BudgetLine.project_id == project_id, Charge.stage == Stage.COMMITTED, payable(viewer))
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(
        wanted.options(joinedload(Charge.line)).order_by(Charge.made_at, Charge.id).limit(most)
    ).all()
    return rows, total


def unlisted(session: Session, viewer: User, project_id: int) -> dict[tuple[int, Stage], int]:
    """Sums by (line id, stage) of live charges that the viewer may not see one by one, so that totals still agree."""
    rows = session.execute(
        sa.select(Charge.line_id, Charge.stage, sa.func.sum(Charge.amount))
        .join(BudgetLine)
        .where(BudgetLine.project_id == project_id, Charge.stage.in_(LIVE), sa.not_(shown(viewer)))
        .group_by(Charge.line_id, Charge.stage)
    )
    return {(line_id, stage): int(amount) for line_id, stage, amount in rows}


@dataclass(slots=True)
class PersonCost:
    """One person by pseudonym with the person's share of the case's costs, by kind; minor units."""

    person: Person
    case: Case
    by_kind: dict[CostKind, int] = field(default_factory=dict)


def person_costs(session: Session, rows: Sequence[Charge]) -> list[PersonCost]:
    """Each case's charges, divided evenly among its persons in minor units; escorts and charters belong to nobody."""
    live = [row for row in rows if row.case_id and row.stage in LIVE]
    cases = (
        session.scalars(
            sa.select(Case)
            .where(Case.id.in_({row.case_id for row in live}))
            .order_by(Case.number)
            .options(selectinload(Case.persons), joinedload(Case.programme))
        ).all()
        if live
        else []
    )
    found = []
    for case in cases:
        people = [PersonCost(person, case) for person in case.persons]
        for kind in CostKind:
            total = sum(row.amount for row in live if row.case_id == case.id and row.kind is kind)
            if total and people:
                for one, share in zip(people, split(total, [1] * len(people)), strict=True):
                    one.by_kind[kind] = share
        found += people
    return found
