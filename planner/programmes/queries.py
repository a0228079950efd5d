"""Master data as lists and single rows; none of it is personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    BudgetLine,
    Destination,
    Donor,
    Embassy,
    Escort,
    EscortRole,
    ExchangeRate,
    Facility,
    FlightOption,
    OfficeRow,
    Programme,
    Project,
    User,
)
from models.base import Base

Row = TypeVar("Row", bound=Base)


def one(session: Session, kind: type[Row], row_id: int) -> Row | None:
    """The row with this id, or None."""
    return session.get(kind, row_id)


def facilities(session: Session) -> Sequence[Facility]:
    """All facilities with their transfer costs, active ones first."""
    return session.scalars(
        sa.select(Facility).options(selectinload(Facility.transfers)).order_by(Facility.active.desc(), Facility.name)
    ).all()


def programmes(session: Session) -> Sequence[Programme]:
    """All programmes with their lines."""
    return session.scalars(sa.select(Programme).order_by(Programme.active.desc(), Programme.code)).all()


def donors(session: Session) -> Sequence[Donor]:
    """All donors."""
    return session.scalars(sa.select(Donor).order_by(Donor.code)).all()


def projects(session: Session) -> Sequence[Project]:
    """All projects with their lines, active ones first."""
    return session.scalars(
        sa.select(Project).options(selectinload(Project.lines)).order_by(Project.active.desc(), Project.code)
    ).all()


def lines(session: Session) -> Sequence[BudgetLine]:
    """All budget lines with their projects."""
    return session.scalars(
        sa.select(BudgetLine)
        .join(BudgetLine.project)
        .options(joinedload(BudgetLine.project))
        .order_by(Project.code, BudgetLine.code)
    ).all()


def line(session: Session, project_id: int, line_id: int) -> BudgetLine | None:
    """A line of this project, or None."""
    return session.scalar(
        sa.select(BudgetLine)
        .options(joinedload(BudgetLine.project))
        .where(BudgetLine.id == line_id, BudgetLine.project_id == project_id)
    )


def embassies(session: Session) -> Sequence[Embassy]:
    """All embassies."""
    return session.scalars(sa.select(Embassy).order_by(Embassy.active.desc(), Embassy.country, Embassy.city)).all()


def destinations(session: Session) -> Sequence[Destination]:
    """All destinations."""
    return session.scalars(sa.select(Destination).order_by(Destination.country)).all()


def rates(session: Session) -> Sequence[ExchangeRate]:
    """Exchange rates, the newest first; of several from the same day the one that holds."""
    holding = sa.select(sa.func.max(ExchangeRate.id)).group_by(
        ExchangeRate.base, ExchangeRate.quote, ExchangeRate.valid_from
    )
    return session.scalars(
        sa.select(ExchangeRate)
        .where(ExchangeRate.id.in_(holding))
        .order_by(ExchangeRate.valid_from.desc(), ExchangeRate.base, ExchangeRate.quote)
    ).all()


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of rows of each kind, to see what a new installation still needs."""

    facilities: int
    programmes: int
    projects: int
    lines: int
    embassies: int
    destinations: int
    rates: int
    escorts: int
    escort_roles: int
    options: int
    users: int
    offices: int


COUNTED = (
    Facility,
    Programme,
    Project,
    BudgetLine,
    Embassy,
    Destination,
    ExchangeRate,
    Escort,
    EscortRole,
    FlightOption,
    User,
    OfficeRow,
)


def counts(session: Session) -> Counts:
    """Counts of all kinds in one query."""
    row = session.execute(
        sa.select(*(sa.select(sa.func.count()).select_from(kind).scalar_subquery() for kind in COUNTED))
    ).one()
    return Counts(*(int(number) for number in row))
