"""Where people stay before they leave, and the cost of the transfer to an airport."""

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Minor, Numbered, Versioned, written
from models.office import home_currency


class FacilityKind(enum.Enum):
    """A detention facility, a reception facility, or people living at their own address in a region."""

    DETENTION = "detention"
    RECEPTION = "reception"
    COMMUNITY = "community"


class Facility(Numbered, Versioned, Base):
    """A place from which people are driven; `code` is its name in planning problems."""

    __tablename__ = "facility"
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[FacilityKind] = mapped_column(written(FacilityKind))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    contact: Mapped[str] = mapped_column(sa.String(300), default="")
    active: Mapped[bool] = mapped_column(default=True)
    transfers: Mapped[list["TransferCost"]] = relationship(
        back_populates="facility", cascade="all, delete-orphan", order_by="TransferCost.airport"
    )


class TransferCost(Numbered, Base):
    """The cost of one case's drive from a facility to an airport. Without a row, this drive is not possible."""

    __tablename__ = "transfer_cost"
    __table_args__ = (
        sa.UniqueConstraint("facility_id", "airport"),
        sa.CheckConstraint("amount >= 0", name="not_negative"),
    )
    facility_id: Mapped[int] = mapped_column(sa.ForeignKey("facility.id", ondelete="CASCADE"))
    airport: Mapped[str] = mapped_column(sa.String(3))
    amount: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(sa.String(3), default=home_currency)
    minutes: Mapped[int | None] = mapped_column()
    """How long the drive takes, so that the facility knows when the van comes; empty while not known."""
    facility: Mapped[Facility] = relationship(back_populates="transfers")
