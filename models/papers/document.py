"""Travel documents of a person, and where the originals are."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, Versioned, written
from models.people.person import Person


class DocumentKind(enum.Enum):
    """Documents with which a person can board."""

    PASSPORT = "passport"
    LAISSEZ_PASSER = "laissez_passer"
    EU_RETURN = "eu_return_document"
    ALIENS_PASSPORT = "aliens_passport"
    CONVENTION = "convention_document"
    ICRC = "icrc_document"


class OriginalPlace(enum.Enum):
    """Who holds the original."""

    PERSON = "person"
    FACILITY = "facility"
    POLICE = "police"
    EMBASSY = "embassy"
    IOM = "iom"
    NOT_KNOWN = "not_known"


class TravelDocument(Numbered, Versioned, Base):
    """A document in hand. Only a document valid during the whole journey allows a person to travel."""

    __tablename__ = "travel_document"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(written(DocumentKind))
    number: Mapped[str] = mapped_column(sa.String(40), index=True)
    issuer: Mapped[str] = mapped_column(sa.String(3), default="")
    valid_from: Mapped[date | None] = mapped_column()
    valid_until: Mapped[date | None] = mapped_column()
    surname: Mapped[str] = mapped_column(sa.String(120), default="")
    given_names: Mapped[str] = mapped_column(sa.String(120), default="")
    zone_name: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    """The names as spelled in the machine-readable zone, "MUELLER<<ANNA MARIA"; empty if no zone was read."""
    zone_born: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    """The date of birth in the zone, "1991-04-02", or only its year, "1991"."""
    zone_sex: Mapped[str] = mapped_column(sa.String(1), default="", server_default="")
    zone_nationality: Mapped[str] = mapped_column(sa.String(3), default="", server_default="")
    original_at: Mapped[OriginalPlace] = mapped_column(written(OriginalPlace), default=OriginalPlace.NOT_KNOWN)
    mrz_checked: Mapped[bool] = mapped_column(default=False)
    cancelled: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship(back_populates="documents")
