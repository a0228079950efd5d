"""The blueprint of the pages of this feature, and functions for places that every template can use."""

from flask import Blueprint
from flask_babel import get_locale

from models import CostKind
from planner.language import labels
from planner.reference import airports, countries

pages = Blueprint("programmes", __name__, url_prefix="/programmes")


def _locale() -> str:
    return str(get_locale() or "en")


@pages.app_template_global()
def country_name(code: str | None) -> str:
    """A country in the reader's language."""
    return countries.name(code, _locale())


@pages.app_template_global()
def cost_kind(value: str) -> str:
    """The word for a kind of cost stored on a line."""
    return labels.label(CostKind(value))


@pages.app_template_filter()
def city(code: str) -> str:
    """The city of an airport in the reader's language."""
    return airports.city(code, _locale())
