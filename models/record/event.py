"""The append-only record of who did what, when and why; each event is part of a hash chain."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, UtcDateTime, now


class Event(Numbered, Base):
    """One thing that happened. `what` holds old and new values by field; triggers refuse UPDATE and DELETE."""

    __tablename__ = "event"
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    """Noun and verb, such as `case.moved`, `person.corrected`, `itinerary.confirmed`."""
    noun: Mapped[str] = mapped_column(sa.String(40))
    noun_id: Mapped[str] = mapped_column(sa.String(40))
    case_id: Mapped[int | None] = mapped_column(index=True)
    """Not a foreign key, because an event remains after the row it describes is deleted."""
    what: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    why: Mapped[str] = mapped_column(sa.String(500), default="")
    call: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")
    """The id of its request, shared by all events of one click. Empty for background jobs and the command line."""
    previous_hash: Mapped[str | None] = mapped_column(sa.String(64))
    hash: Mapped[str | None] = mapped_column(sa.String(64))
