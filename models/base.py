"""What all tables share: declarative base, exact money, UTC times, enums stored by value."""

import enum
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base class of all tables; constraints get names, so that migrations can refer to them on both databases."""

    metadata = sa.MetaData(naming_convention=NAMING)


class Minor(sa.types.TypeDecorator[int]):
    """Money in minor units (haléře, cents): an int, BIGINT on both databases; refuses any other type."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"money is a whole number of minor units, not {type(value).__name__}")
        return value


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware in Python, stored as naive UTC, read back as aware UTC."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a time without a zone says nothing: pass an aware datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def written(kind: type[enum.Enum]) -> sa.Enum:
    """A column type that stores an enum by its value, as text on both databases."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


def now() -> datetime:
    """The present instant, aware, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class Numbered:
    """A table with an integer primary key."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Versioned:
    """A row that several people may edit: forms carry its version, and saving an outdated version is refused."""

    version: Mapped[int] = mapped_column(default=1, nullable=False)

    __mapper_args__ = {"version_id_col": version}
