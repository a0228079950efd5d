"""User accounts with roles, their sessions, and attempts to sign in."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, UtcDateTime, now, written
from models.people.facility import Facility


class Role(enum.Enum):
    """A user's role; permissions follow from it in `planner/roles.py`."""

    CASE_WORKER = "case_worker"
    PLANNER = "planner"
    FINANCE = "finance"
    APPROVER = "approver"
    FACILITY = "facility"
    PROTECTION = "protection"
    AUDITOR = "auditor"
    ADMIN = "admin"


class UserRole(Base):
    """One role of one user."""

    __tablename__ = "user_role"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(written(Role), primary_key=True)


class User(Numbered, Base):
    """A user account. Facility staff belong to exactly one facility."""

    __tablename__ = "user"
    email: Mapped[str] = mapped_column(sa.String(200), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password_hash: Mapped[str] = mapped_column(sa.String(300))
    totp_secret: Mapped[str | None] = mapped_column(sa.String(300))
    totp_last_step: Mapped[int | None] = mapped_column()
    locale: Mapped[str] = mapped_column(sa.String(5), default="en")
    theme: Mapped[str] = mapped_column(sa.String(10), default="auto")
    active: Mapped[bool] = mapped_column(default=True)
    confirmed: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """False after an administrator creates the account or sets a role or password, until another one confirms it."""
    facility_id: Mapped[int | None] = mapped_column(sa.ForeignKey("facility.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    facility: Mapped[Facility | None] = relationship(lazy="joined")
    role_rows: Mapped[list[UserRole]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(row.role for row in self.role_rows)

    @roles.setter
    def roles(self, wanted: "set[Role] | frozenset[Role]") -> None:
        kept = [row for row in self.role_rows if row.role in wanted]
        have = {row.role for row in kept}
        self.role_rows = kept + [UserRole(role=role) for role in sorted(wanted - have, key=lambda r: r.value)]

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the account works: neither disabled nor waiting for confirmation."""
        return self.active and self.confirmed

    def get_id(self) -> str:
        return str(self.id)


class RecoveryCode(Numbered, Base):
    """A code to sign in once after a phone is lost; only its hash is stored."""

    __tablename__ = "recovery_code"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginSession(Numbered, Base):
    """A signed-in browser. The cookie is a random token; only its hash is stored, so the server can end the session."""

    __tablename__ = "session"
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agent: Mapped[str] = mapped_column(sa.String(200), default="")
    user: Mapped[User] = relationship()


class Attempt(Numbered, Base):
    """An attempt to sign in, stored so that guessing is limited per account across all processes."""

    __tablename__ = "attempt"
    account: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    outcome: Mapped[str] = mapped_column(sa.String(20))
