"""Functions for the templates of bookings: an instant in the airport's local time, the word for a fare."""

from datetime import datetime

from models.words import Say, say
from planner.bookings.blueprint import pages
from planner.language.translation import word
from planner.reference.airports import local

FARES: dict[str, Say] = {"adult": say("adult"), "child": say("child"), "infant": say("infant")}


@pages.app_template_filter("at_airport")
def at_airport(at: datetime, code: str) -> str:
    """A time such as 14:45, local to the airport."""
    return local(at, code).strftime("%H:%M")


@pages.app_template_global()
def fare_word(kind: str) -> str:
    """adult, child or infant in the reader's language."""
    return word(FARES.get(kind, say("adult")))
