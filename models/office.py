"""The office of this installation: everything about its country is data, kept in memory while the program runs.

The row is read when a database is opened and at intervals after that (`planner/database/store.py`), so `office()` costs
nothing. Before an office is set up, everything is neutral: UTC, euro, English.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, Versioned

LANGUAGE_OF_SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Office:
    """What differs between offices.

    `country` is ISO 3166 alpha-2, empty until the office is set up; `holidays` is a country of the holidays library,
    with a subdivision after a hyphen if it has its own holidays; `working_week` holds weekdays (Monday is 0); `names`
    and `facility_kinds` are by language. Times are in minutes, luggage in kilograms.
    """

    country: str = ""
    currency: str = "EUR"
    currencies: tuple[str, ...] = ()
    time_zone: str = "UTC"
    holidays: str = ""
    working_week: tuple[int, ...] = (0, 1, 2, 3, 4)
    case_prefix: str = ""
    short_name: str = "IOM"
    names: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = (LANGUAGE_OF_SOURCE,)
    language: str = LANGUAGE_OF_SOURCE
    """The language of the country, used for facilities and authorities."""
    airport: str = ""
    check_in_minutes: int = 180
    luggage_kg: int = 20
    hand_luggage_kg: int = 5
    facility_kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether the office has been set up."""
        return bool(self.country)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def name(self, language: str) -> str:
        """The organisation's full name in a language, else in English, else its short name."""
        return self.names.get(language[:2]) or self.names.get(LANGUAGE_OF_SOURCE) or self.short_name

    def facts(self) -> dict[str, Any]:
        """The values in the form in which they are stored."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


def office_of(facts: Mapping[str, Any]) -> Office:
    """The office stored as `facts`; values missing in an older version get their defaults."""
    known = {one.name for one in fields(Office)}
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in facts.items() if key in known
    }
    return Office(**values)


class OfficeRow(Numbered, Versioned, Base):
    """The single row with the office."""

    __tablename__ = "office"
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


_present = Office()


def office() -> Office:
    """The office of the last opened database: one process works for one office."""
    return _present


def use(present: Office) -> None:
    """Use this office from now on."""
    global _present  # noqa: PLW0603 - one process, one office
    _present = present


def today() -> date:
    """Today's date at the office."""
    return datetime.now(_present.zone).date()


def home_currency() -> str:
    """The office's currency, as a column default."""
    return _present.currency


class _ShortName:
    """The organisation's short name, looked up when a sentence is worded."""

    def __str__(self) -> str:
        return _present.short_name


organisation = _ShortName()
