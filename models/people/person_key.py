"""Keys by which the search finds a person: spellings of names, their sounds, document numbers."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

KEY = sa.String(60).with_variant(sa.String(60, collation="C"), "postgresql")
"""Compared byte by byte on both databases, so that the index can find beginnings."""


class PersonKey(Base):
    """One key of one person, made from `Person` and `TravelDocument` whenever one of them is written.

    The first letter is the kind: `n` a word of a name in A to Z, `s` the sound of a word, `d` a document number.
    """

    __tablename__ = "person_key"
    __table_args__ = (sa.Index("ix_person_key_key_person_id", "key", "person_id"),)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(KEY, primary_key=True)
