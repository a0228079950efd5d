"""Airports: canonical code, city, country and time zone; old codes are replaced, unknown ones refused."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import airportsdata

from planner.reference.renamed_airports import RENAMINGS, renaming

CITIES = {"IST": "Istanbul", "UBN": "Ulaanbaatar", "SGN": "Ho Chi Minh City", "KBP": "Kyiv", "IEV": "Kyiv"}


CITY_NAMES = Path(__file__).with_name("city_names")


@lru_cache(maxsize=8)
def city_names(language: str) -> dict[str, str]:
    """Names of cities in a language, by their English names; empty for a language without a file."""
    file = CITY_NAMES / f"{language}.json"
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


class UnknownAirport(ValueError):
    """No airport has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no airport has the code {code}")
        self.code = code


class NoSuchTime(ValueError):
    """A local time that is skipped when summer time begins."""


@dataclass(frozen=True, slots=True)
class Airport:
    """One airport; `country` is ISO 3166 alpha-2."""

    code: str
    name: str
    city: str
    country: str
    zone: ZoneInfo
    latitude: float
    longitude: float

    def city_in(self, locale: str) -> str:
        """The city's name in the reader's language."""
        return city_names(str(locale)[:2]).get(self.city, self.city)


@lru_cache(maxsize=1)
def _known() -> dict[str, airportsdata.Airport]:
    return airportsdata.load("IATA")


@lru_cache(maxsize=2000)
def airport(code: str) -> Airport:
    """The airport with this IATA code, old or new; an old code gives the present airport. Raises `UnknownAirport`."""
    wanted = code.strip().upper()
    changed = renaming(wanted)
    present = changed.new if changed else wanted
    old = next((one.old for one in RENAMINGS if one.new == present and not one.moved), present)
    row = _known().get(present) or _known().get(old)
    if row is None:
        raise UnknownAirport(wanted)
    return Airport(
        present,
        row["name"],
        CITIES.get(present, row["city"]),
        row["country"],
        ZoneInfo(row["tz"]),
        row["lat"],
        row["lon"],
    )


def canonical(code: str) -> str:
    """The present code: `FRU` is `BSZ`, `ULN` is `UBN`. Raises `UnknownAirport`."""
    return airport(code).code


def present(code: str) -> str:
    """The current code for a stored code, which may have changed since. An unknown code is unchanged."""
    changed = renaming(code)
    return changed.new if changed else code


def city(code: str, locale: str = "en") -> str:
    """The city of an airport, or the code itself if the airport is unknown."""
    try:
        return airport(code).city_in(locale)
    except UnknownAirport:
        return code


def instant(local: datetime, code: str) -> datetime:
    """The UTC instant of a naive local time at an airport. Raises `NoSuchTime` in the hour skipped by summer time."""
    aware = local.replace(tzinfo=airport(code).zone)
    if aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None) != local:
        raise NoSuchTime(f"{local:%Y-%m-%d %H:%M} does not exist at {code}")
    return aware.astimezone(UTC)


def local(moment: datetime, code: str) -> datetime:
    """An instant as an aware local time at an airport."""
    return moment.astimezone(airport(code).zone)
