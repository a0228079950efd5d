"""What templates call: an instant on the airport's clock, the word for a fare, seats held by the office."""

from datetime import datetime

from flask_babel import ngettext

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


@pages.app_template_global()
def held_words(seats: int) -> str:
    """So many seats held by the office, in the reader's language: the same words whatever they are held for."""
    return ngettext("%(num)d seat held by the office", "%(num)d seats held by the office", seats)
