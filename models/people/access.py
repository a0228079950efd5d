"""People named to see a restricted case."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, UtcDateTime, now


class CaseAccess(Base):
    """One person's access to one restricted case, and who gave it."""

    __tablename__ = "case_access"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    stands_in: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Looks after what is planned and booked for the case, to its departure, instead of those who lost sight of it."""
