"""How many departures are allowed on one day, in total or from one facility."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, Versioned
from models.people.facility import Facility


class DayLimit(Numbered, Versioned, Base):
    """Maximum numbers of itineraries, people, cases and drives on a day; None is no limit, 0 closes the day.

    Without `facility` it counts everyone (itineraries, people), with one those who are driven from there (cases,
    people, drives). Without `on` it applies to every day; a row with `on` replaces the limits it sets for that one day.
    """

    __tablename__ = "day_limit"
    __table_args__ = (
        sa.CheckConstraint(
            "coalesce(itineraries, 0) >= 0 AND coalesce(people, 0) >= 0 AND coalesce(cases, 0) >= 0 "
            "AND coalesce(drives, 0) >= 0",
            name="not_negative",
        ),
    )
    facility_id: Mapped[int | None] = mapped_column(sa.ForeignKey("facility.id", ondelete="CASCADE"))
    on: Mapped[date | None] = mapped_column()
    itineraries: Mapped[int | None] = mapped_column()
    people: Mapped[int | None] = mapped_column()
    cases: Mapped[int | None] = mapped_column()
    drives: Mapped[int | None] = mapped_column()
    why: Mapped[str] = mapped_column(sa.String(120), default="")
    facility: Mapped[Facility | None] = relationship()
