"""Czech working days: the only place where holidays count."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=1)
def _czech() -> holidays.HolidayBase:
    return holidays.country_holidays("CZ")


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _czech()


def after_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; `day` itself when `count` is 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
