"""A return case: one person or one family that travels together and is never split silently."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, UtcDateTime, Versioned, now, written
from models.money.programme import Programme
from models.office import home_currency
from models.people.access import CaseAccess
from models.people.account import Role, User
from models.people.facility import Facility

if TYPE_CHECKING:
    from models.papers.approval import Approval
    from models.people.person import Person
    from models.travel.escort import EscortNeed


class CaseStatus(enum.Enum):
    """The stage a case has reached. What is still missing is shown by the task list and is not a status."""

    ENQUIRY = "enquiry"
    REGISTERED = "registered"
    PREPARING = "preparing"
    RESERVED = "reserved"
    TICKETED = "ticketed"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    REINTEGRATION = "reintegration"
    MONITORING = "monitoring"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    REVOKED = "revoked"
    NO_SHOW = "no_show"
    DUPLICATE = "duplicate"


S = CaseStatus
_SIDE = {S.ON_HOLD, S.WITHDRAWN, S.REFUSED, S.REVOKED}
NEXT: dict[CaseStatus, set[CaseStatus]] = {
    S.ENQUIRY: {S.REGISTERED, S.WITHDRAWN, S.REFUSED, S.DUPLICATE},
    S.REGISTERED: {S.PREPARING, S.DUPLICATE} | _SIDE,
    S.PREPARING: {S.RESERVED, S.DUPLICATE} | _SIDE,
    S.RESERVED: {S.TICKETED, S.PREPARING} | _SIDE,
    S.TICKETED: {S.DEPARTED, S.RESERVED, S.PREPARING, S.NO_SHOW} | _SIDE,
    S.DEPARTED: {S.ARRIVED, S.TICKETED},
    S.ARRIVED: {S.REINTEGRATION, S.MONITORING, S.CLOSED},
    S.REINTEGRATION: {S.MONITORING, S.CLOSED},
    S.MONITORING: {S.CLOSED},
    S.CLOSED: set(),
    S.ON_HOLD: {S.PREPARING, S.WITHDRAWN, S.REFUSED, S.REVOKED},
    S.WITHDRAWN: {S.PREPARING, S.CLOSED},
    S.REFUSED: {S.PREPARING, S.CLOSED},
    S.REVOKED: {S.PREPARING, S.CLOSED},
    S.NO_SHOW: {S.PREPARING, S.WITHDRAWN, S.CLOSED},
    S.DUPLICATE: set(),
}
OPEN = frozenset({S.REGISTERED, S.PREPARING, S.RESERVED, S.TICKETED, S.ON_HOLD})
"""Statuses before departure in which staff still work on the case."""


class Case(Numbered, Versioned, Base):
    """A case file. `number` is what people call it ("CZ-26-0377"); names belong to its persons."""

    __tablename__ = "case"
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    status: Mapped[CaseStatus] = mapped_column(written(CaseStatus), default=CaseStatus.ENQUIRY, index=True)
    status_why: Mapped[str] = mapped_column(sa.String(300), default="")
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id"))
    facility_id: Mapped[int | None] = mapped_column(sa.ForeignKey("facility.id"), index=True)
    """The facility that sent the request. Each person's present place is stored with the person."""
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    applied_on: Mapped[date] = mapped_column()
    destination_country: Mapped[str | None] = mapped_column(sa.String(2), index=True)
    """ISO 3166 alpha-2, XK for Kosovo; empty until known."""
    destination_airports: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    wish_from: Mapped[date | None] = mapped_column()
    wish_until: Mapped[date | None] = mapped_column()
    departure_period_ends: Mapped[date | None] = mapped_column()
    max_connections: Mapped[int | None] = mapped_column()
    allow_overnight: Mapped[bool] = mapped_column(default=True)
    no_transit: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    may_wait: Mapped[bool] = mapped_column(default=False)
    ready_since: Mapped[date | None] = mapped_column()
    assistance_amount: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    """Cost of support for the whole case, minor units of `assistance_currency`."""
    assistance_currency: Mapped[str] = mapped_column(sa.String(3), default=home_currency)
    restricted: Mapped[bool] = mapped_column(default=False, index=True)
    cost_number: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    """A number of its own kind under which those who pay know the costs of a restricted case; given once, by chance."""
    protection_hold: Mapped[bool] = mapped_column(default=False)
    next_contact_on: Mapped[date | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    programme: Mapped[Programme | None] = relationship()
    facility: Mapped[Facility | None] = relationship()
    owner: Mapped[User | None] = relationship()
    persons: Mapped[list["Person"]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="Person.position"
    )
    approvals: Mapped[list["Approval"]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="Approval.asked_on, Approval.id"
    )
    escort_needs: Mapped[list["EscortNeed"]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="EscortNeed.id"
    )

    @property
    def principal(self) -> "Person | None":
        first = self.persons[0] if self.persons else None
        return next((person for person in self.persons if person.is_principal), first)


READERS = frozenset({Role.CASE_WORKER, Role.PLANNER, Role.APPROVER, Role.PROTECTION, Role.AUDITOR, Role.FINANCE})


def visible_to(viewer: User) -> sa.Select[Case]:
    """The one select that decides which cases a user may see. Every query, count, export and job starts from it.

    Only people named in `case_access` see a restricted case. Facility staff see requests, not case files;
    administrators see no cases. Finance pages show cases only by number and pseudonym, which this select does not
    enforce.
    """
    if not viewer.roles & READERS:
        return sa.select(Case).where(sa.false())
    named = sa.select(CaseAccess.case_id).where(CaseAccess.user_id == viewer.id)
    return sa.select(Case).where(sa.or_(Case.restricted.is_(False), Case.id.in_(named)))
