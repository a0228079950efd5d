"""Forms already processed: a second click or a repeated post gets the first one's result."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, UtcDateTime, now


class UsedForm(Base):
    """A form's token, a hash of what was sent with it, and where its response redirected."""

    __tablename__ = "used_form"
    nonce: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    location: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
