"""What the bookings' templates call: an instant on the airport's clock, the word for a fare."""

from datetime import datetime

from models.words import Say, say
from planner.bookings.blueprint import pages
from planner.language.translation import word
from planner.reference.airports import local

FARES: dict[str, Say] = {"adult": say("adult"), "child": say("child"), "infant": say("infant")}


@pages.app_template_filter("at_airport")
def at_airport(at: datetime, code: str) -> str:
    """14:45, as the clock at the airport shows it."""
    return local(at, code).strftime("%H:%M")


@pages.app_template_global()
def fare_word(kind: str) -> str:
    """adult, child or infant in the reader's language."""
    return word(FARES.get(kind, say("adult")))
