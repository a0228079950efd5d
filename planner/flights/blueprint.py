"""The blueprint of the pages of flights, and what their templates need to show local times."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask_babel import get_locale

from models import FlightOption, OptionState
from models.base import now
from models.words import Amount
from planner.flights.agent_sheets import services
from planner.flights.queries import state_at
from planner.language import formats
from planner.language.translation import word
from planner.reference import airports

pages = Blueprint("flights", __name__, url_prefix="/flights")


@pages.app_template_global()
def airport_zone(code: str) -> ZoneInfo:
    """The time zone of an airport, for the clock_time filter."""
    return airports.airport(code).zone


@pages.app_template_filter()
def day_at(moment: datetime, code: str) -> date:
    """The local date of an instant at an airport."""
    return airports.local(moment, code).date()


@pages.app_template_filter()
def state_now(option: FlightOption) -> OptionState:
    """The current state of an option: after its time limit it is expired."""
    return state_at(option, now())


@pages.app_template_filter()
def said(value: Any) -> str:
    """An old or new value of a change: amounts in the reader's locale, text unchanged."""
    if isinstance(value, Amount):
        return formats.money(value.minor, value.currency, str(get_locale() or "en"))
    return word(value)


@pages.app_template_filter()
def service_words(codes: dict[str, int]) -> str:
    """Service codes with their numbers."""
    return services(codes)
