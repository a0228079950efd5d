"""Programmes, donors, projects and their budget lines; which countries are open for returns."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, Versioned, written
from models.office import home_currency


class Donor(Numbered, Base):
    """An organisation that pays."""

    __tablename__ = "donor"
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))


class Project(Numbered, Versioned, Base):
    """A donor's project: its currency and the period in which costs are eligible, both days included."""

    __tablename__ = "project"
    __table_args__ = (sa.CheckConstraint("ends >= starts", name="ends_after_start"),)
    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    donor_id: Mapped[int] = mapped_column(sa.ForeignKey("donor.id"))
    starts: Mapped[date] = mapped_column()
    ends: Mapped[date] = mapped_column()
    currency: Mapped[str] = mapped_column(sa.String(3), default=home_currency)
    cofinancing: Mapped[str] = mapped_column(sa.String(120), default="")
    active: Mapped[bool] = mapped_column(default=True)
    donor: Mapped[Donor] = relationship(lazy="joined")
    lines: Mapped[list["BudgetLine"]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="BudgetLine.code"
    )


class BudgetLine(Numbered, Base):
    """A budget line with live counters; the database itself refuses to exceed the budget.

    Amounts are minor units of the project's currency. `covers` holds `CostKind` values. Only `planner/ledger` changes
    the counters, in the same transaction as a ledger entry.
    """

    __tablename__ = "budget_line"
    __table_args__ = (
        sa.UniqueConstraint("project_id", "code"),
        sa.CheckConstraint("reserved >= 0 AND committed >= 0 AND paid >= 0", name="not_negative"),
        sa.CheckConstraint("reserved + committed + paid <= budget", name="never_over"),
        sa.CheckConstraint("claimed >= 0 AND claimed <= committed + paid", name="claims"),
    )
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(30))
    name: Mapped[str] = mapped_column(sa.String(120))
    covers: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    budget: Mapped[int] = mapped_column(Minor)
    reserved: Mapped[int] = mapped_column(Minor, default=0)
    committed: Mapped[int] = mapped_column(Minor, default=0)
    paid: Mapped[int] = mapped_column(Minor, default=0)
    claimed: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    """The part of the committed or paid money that is being claimed back. It becomes available once it is refunded."""
    starts: Mapped[date | None] = mapped_column()
    ends: Mapped[date | None] = mapped_column()
    active: Mapped[bool] = mapped_column(default=True)
    project: Mapped[Project] = relationship(back_populates="lines")

    @property
    def available(self) -> int:
        return self.budget - self.reserved - self.committed - self.paid


class Programme(Numbered, Versioned, Base):
    """A return programme: who organises it and which lines can pay for its cases."""

    __tablename__ = "programme"
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    """Names by language."""
    organiser: Mapped[str] = mapped_column(sa.String(120), default="")
    approval_needed: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    lines: Mapped[list["ProgrammeLine"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class ProgrammeLine(Base):
    """A line that can pay for a programme's cases."""

    __tablename__ = "programme_line"
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_line.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[BudgetLine] = relationship(lazy="joined")


class DestinationStatus(enum.Enum):
    """Whether returns to a country are possible now."""

    OPEN = "open"
    CASE_BY_CASE = "case_by_case"
    SUSPENDED = "suspended"


class Destination(Numbered, Versioned, Base):
    """A country of return: status with date and reason, and the airports we fly to."""

    __tablename__ = "destination"
    country: Mapped[str] = mapped_column(sa.String(2), unique=True)
    airports: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    status: Mapped[DestinationStatus] = mapped_column(written(DestinationStatus), default=DestinationStatus.OPEN)
    since: Mapped[date | None] = mapped_column()
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    escort_return_days: Mapped[int] = mapped_column(default=1)
