"""Two cases that must not travel together, entered by protection staff or by planners."""

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, Versioned, written
from models.people.account import User
from models.people.case import Case, visible_to


class ApartScope(enum.Enum):
    """How far apart: no common flight, or no common day of travel (same van, same hall, same hub)."""

    FLIGHT = "flight"
    DAYS = "days"


class KeepApart(Numbered, Versioned, Base):
    """One pair of cases. The lower id is stored first, so that the order of entry does not matter.

    Planners and protection staff each have their own entry and cannot tell whether the other exists.
    """

    __tablename__ = "keep_apart"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id", "by_protection"),
        sa.CheckConstraint("first_id < second_id", name="in_order"),
    )
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), index=True)
    scope: Mapped[ApartScope] = mapped_column(written(ApartScope), default=ApartScope.FLIGHT)
    why: Mapped[str] = mapped_column(sa.String(300), default="")
    by_protection: Mapped[bool] = mapped_column(default=False)
    """Whether protection staff entered it: it applies to everyone but is listed only for them."""
    first: Mapped[Case] = relationship(foreign_keys=[first_id])
    second: Mapped[Case] = relationship(foreign_keys=[second_id])


def pairs_visible_to(viewer: User, protects: bool) -> sa.Select[KeepApart]:
    """The pairs a user may see: both cases must be visible, and only protection staff see their own pairs."""
    seen = visible_to(viewer).with_only_columns(Case.id)
    found = sa.select(KeepApart).where(KeepApart.first_id.in_(seen), KeepApart.second_id.in_(seen))
    return found if protects else found.where(KeepApart.by_protection.is_(False))
