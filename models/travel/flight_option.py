"""Flight options: an ordered chain of flights that can be booked, with fares, group fare and time limit."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, UtcDateTime, Versioned, written
from models.office import home_currency
from models.travel.flight import Flight


class OptionState(enum.Enum):
    """How firm an option is: our estimate, the agent's offer, or seats held for us."""

    ESTIMATE = "estimate"
    OFFERED = "offered"
    HELD = "held"
    EXPIRED = "expired"


class FlightOptionLeg(Base):
    """A flight's position in an option, from 0."""

    __tablename__ = "flight_option_leg"
    option_id: Mapped[int] = mapped_column(sa.ForeignKey("flight_option.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[int] = mapped_column(sa.ForeignKey("flight.id"), index=True)
    flight: Mapped[Flight] = relationship(lazy="joined")


class FlightOption(Numbered, Versioned, Base):
    """A journey on offer. Fares are minor units of `currency` for one person of that kind."""

    __tablename__ = "flight_option"
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    """Its id in planning problems and in the agent's workbook."""
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("flight_request.id"), index=True)
    state: Mapped[OptionState] = mapped_column(written(OptionState), default=OptionState.OFFERED)
    destination: Mapped[str] = mapped_column(sa.String(3), index=True)
    departs_on: Mapped[date] = mapped_column(index=True)
    supplier: Mapped[str] = mapped_column(sa.String(80), default="")
    currency: Mapped[str] = mapped_column(sa.String(3), default=home_currency)
    fare_adult: Mapped[int] = mapped_column(Minor)
    fare_child: Mapped[int] = mapped_column(Minor)
    fare_infant: Mapped[int] = mapped_column(Minor)
    group_minimum: Mapped[int | None] = mapped_column()
    group_adult: Mapped[int | None] = mapped_column(Minor)
    group_child: Mapped[int | None] = mapped_column(Minor)
    group_infant: Mapped[int | None] = mapped_column(Minor)
    seats: Mapped[int | None] = mapped_column()
    """Size of the block or fare bucket; empty = limited only by the flights' own seats."""
    later_seats: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    """Seats of the block that the airline releases later: day (ISO) → number of seats added from that day on."""
    minimum: Mapped[int] = mapped_column(default=0)
    fixed_cost: Mapped[int] = mapped_column(Minor, default=0)
    """Paid once if anyone travels (a charter)."""
    overnight: Mapped[bool] = mapped_column(default=False)
    time_limit: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Ticketing time limit (TTL): seats are held until then."""
    legs: Mapped[list[FlightOptionLeg]] = relationship(
        cascade="all, delete-orphan", order_by=FlightOptionLeg.position, lazy="selectin"
    )

    def fares(self, group: bool) -> dict[str, int]:
        """Fares in minor units; a missing group fare is the adult group fare for a child, else the individual fare."""
        if not group:
            return {"adult": self.fare_adult, "child": self.fare_child, "infant": self.fare_infant}
        adult = self.group_adult if self.group_adult is not None else self.fare_adult
        return {
            "adult": adult,
            "child": self.group_child if self.group_child is not None else adult,
            "infant": self.group_infant if self.group_infant is not None else self.fare_infant,
        }

    def seats_on(self, day: date) -> int | None:
        """Seats of the block released by `day`; seats only promised for later cannot be planned."""
        if self.seats is None:
            return None
        return self.seats + sum(more for since, more in (self.later_seats or {}).items() if since <= day.isoformat())

    def waves_after(self, day: date) -> list[tuple[date, int]]:
        """When further seats are released after `day`, and how many."""
        return sorted(
            (date.fromisoformat(since), more)
            for since, more in (self.later_seats or {}).items()
            if since > day.isoformat()
        )

    @property
    def flights(self) -> list[Flight]:
        return [leg.flight for leg in self.legs]
