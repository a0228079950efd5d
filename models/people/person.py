"""One member of a case: names as in the document and as spoken; unknown facts are stored as unknown."""

import enum
import secrets
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, Versioned, written
from models.people.case import Case
from models.people.facility import Facility

if TYPE_CHECKING:
    from models.papers.child_paper import ChildPaper
    from models.papers.document import TravelDocument
    from models.papers.embassy import EmbassyApplication
    from models.papers.fitness import FitCertificate
    from models.papers.signed_paper import SignedPaper


class Sex(enum.Enum):
    """Sex as in the document; "not known" is a value."""

    FEMALE = "F"
    MALE = "M"
    OTHER = "X"
    NOT_KNOWN = "?"


class BirthPrecision(enum.Enum):
    """How exactly the date of birth is known; with YEAR, 1 January of that year is stored."""

    EXACT = "exact"
    YEAR = "year"
    APPROXIMATE = "approximate"
    NOT_KNOWN = "not_known"


def new_pseudonym() -> str:
    """A random label such as P-7F3A2C91 that finance and donors see instead of a name."""
    return "P-" + secrets.token_hex(4).upper()


class Person(Numbered, Versioned, Base):
    """A traveller in a case. `facility` is where this person stays now; a family may stay in two places."""

    __tablename__ = "person"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    is_principal: Mapped[bool] = mapped_column(default=False)
    pseudonym: Mapped[str] = mapped_column(sa.String(12), unique=True, default=new_pseudonym)
    surname: Mapped[str] = mapped_column(sa.String(120), default="")
    given_names: Mapped[str] = mapped_column(sa.String(120), default="")
    """Names as in the travel document; people with only one name have it as surname."""
    spoken_name: Mapped[str] = mapped_column(sa.String(120), default="")
    relation: Mapped[str] = mapped_column(sa.String(60), default="")
    sex: Mapped[Sex] = mapped_column(written(Sex), default=Sex.NOT_KNOWN)
    born_on: Mapped[date | None] = mapped_column()
    birth_precision: Mapped[BirthPrecision] = mapped_column(written(BirthPrecision), default=BirthPrecision.NOT_KNOWN)
    nationality: Mapped[str | None] = mapped_column(sa.String(3))
    """ISO 3166 alpha-3 or an ICAO code such as XXA (stateless); empty while not known."""
    languages: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    facility_id: Mapped[int | None] = mapped_column(sa.ForeignKey("facility.id"), index=True)
    detained_since: Mapped[date | None] = mapped_column()
    detention_ends: Mapped[date | None] = mapped_column()
    service_codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    """Airline service codes needed: WCHR, WCHS, WCHC, STCR, UMNR, MEDA …"""
    seats_taken: Mapped[int | None] = mapped_column()
    """Seats on the aircraft if not the usual number (a stretcher); empty = one, none for an infant."""
    vulnerable: Mapped[bool] = mapped_column(default=False)
    fit_certificate_needed: Mapped[bool] = mapped_column(default=False)
    has_document: Mapped[str] = mapped_column(sa.String(20), default="not_known")
    """The facility's answer about a document: valid, old_or_copy, none, not_known."""
    document_place: Mapped[str] = mapped_column(sa.String(20), default="not_known")
    represented_by: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    """Who signs for an adult who cannot; empty for everyone who signs for themselves."""
    representation_basis: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    """The legal basis for that, such as a court's decision with its number."""

    case: Mapped[Case] = relationship(back_populates="persons")
    facility: Mapped[Facility | None] = relationship()
    documents: Mapped[list["TravelDocument"]] = relationship(back_populates="person", cascade="all, delete-orphan")
    embassy_applications: Mapped[list["EmbassyApplication"]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )
    fit_certificates: Mapped[list["FitCertificate"]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )
    papers: Mapped[list["SignedPaper"]] = relationship(back_populates="person", cascade="all, delete-orphan")
    child_papers: Mapped[list["ChildPaper"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", foreign_keys="ChildPaper.person_id"
    )

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_names, self.surname) if part) or self.spoken_name

    def age_on(self, day: date) -> int | None:
        """Age in whole years on `day`, or None if the date of birth is not known at all."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))
