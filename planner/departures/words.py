"""Words for departures: local times, cities, and plain words for airline codes."""

from datetime import datetime

from flask_babel import get_locale

from models.words import Say, say
from planner.language.translation import word
from planner.reference import airports

SERVICES: dict[str, Say] = {
    "WCHR": say("wheelchair to the aircraft"),
    "WCHS": say("wheelchair, cannot climb stairs"),
    "WCHC": say("wheelchair to the seat"),
    "BLND": say("blind"),
    "DEAF": say("deaf"),
    "DPNA": say("intellectual or developmental disability, needs assistance"),
    "MEDA": say("medical condition"),
    "STCR": say("stretcher"),
    "UMNR": say("child travelling alone"),
    "LEGL": say("left leg in plaster"),
    "LEGR": say("right leg in plaster"),
    "LEGB": say("both legs in plaster"),
    "OXYG": say("oxygen on board"),
    "MAAS": say("meet and assist"),
}


def at_place(moment: datetime, code: str) -> datetime:
    """An instant in the local time of an airport, or unchanged for an unknown airport."""
    try:
        return airports.local(moment, code).replace(tzinfo=None)
    except airports.UnknownAirport:
        return moment


def city(code: str) -> str:
    """The airport's city in the reader's language."""
    return airports.city(code, str(get_locale() or "en"))


def service_words(code: str) -> str:
    """An airline's service code in plain words."""
    return word(SERVICES[code]) if code in SERVICES else code
