"""Forms that were sent and done: a second click or a repeated post leads to the first one's result."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, UtcDateTime, now


class UsedForm(Base):
    """A form's own number, what was sent with it (a hash), and where its answer led."""

    __tablename__ = "used_form"
    nonce: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    location: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
