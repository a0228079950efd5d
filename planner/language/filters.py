"""Template filters for figures, money, dates and times in the language of the request."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from flask_babel import get_locale

from models import office
from planner.language import formats
from planner.layout.drawings import clock_drawing, days_of, timeline_rows

FILTERS: dict[str, Callable[..., str]] = {
    "number": formats.number, "percent": formats.percent, "day": formats.day, "long_day": formats.long_day,
    "days_left": formats.days_left, "clock_time": formats.clock_time, "when": formats.when,
    "weekday_letter": formats.weekday_letter, "languages": formats.languages,
}  # fmt: skip


def register(app: Flask) -> None:
    """Register these filters for templates."""

    def here(write: Callable[..., str]) -> Callable[..., str]:
        def filtered(value: Any, *args: Any, **options: Any) -> str:
            return write(value, get_locale() or "en", *args, **options)

        return filtered

    def with_currency(write: Callable[..., str]) -> Callable[..., str]:
        def filtered(minor: int | None, currency: str, **options: Any) -> str:
            return write(minor, currency, get_locale() or "en", **options)

        return filtered

    def range_of(first: date, last: date) -> str:
        return formats.days_between(first, last, get_locale() or "en")

    app.jinja_env.filters.update({name: here(write) for name, write in FILTERS.items()})
    app.jinja_env.filters.update(
        money=with_currency(formats.money), amount=with_currency(formats.amount), days_until=range_of
    )
    app.jinja_env.globals.setdefault("get_locale", get_locale)
    app.jinja_env.globals.update(
        today=office.today, clock_drawing=clock_drawing, days_of=days_of, timeline_rows=timeline_rows
    )
