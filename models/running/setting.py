"""Settings that an administrator can change, each value valid from a date. Defaults are in `planner/settings.py`."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Setting(Base):
    """One changed setting, as text; a setting without a row has its default."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(300))

    @property
    def id(self) -> str:
        """Its key, by which events refer to it."""
        return self.key
