"""Working days at the office: the only place that uses its holidays and its working week."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from models.office import office


@lru_cache(maxsize=4)
def _holidays(place: str) -> holidays.HolidayBase:
    """Public holidays of a country, or of a subdivision after a hyphen ("ES-MD"); none without a country."""
    country, _, subdivision = place.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None) if country else holidays.HolidayBase()


def is_working_day(day: date) -> bool:
    """Whether the office works on this day."""
    return day.weekday() in office().working_week and day not in _holidays(office().holidays)


def after_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; `day` itself when `count` is 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
