"""How pages tell of seats that the office holds: the same words whatever they are held for."""

from flask_babel import ngettext


def held_words(seats: int) -> str:
    """So many seats held by the office, in the reader's language."""
    return ngettext("%(num)d seat held by the office", "%(num)d seats held by the office", seats)
