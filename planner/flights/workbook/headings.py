"""Headings of the offers sheet in every language, so that a template can be answered in another language."""

from models.office import LANGUAGE_OF_SOURCE
from planner.flights.workbook.columns import COLUMNS, recognised
from planner.language.formats import catalogue
from planner.language.languages import available


def heading_names() -> dict[str, str]:
    """Folded heading -> column key, in English and in every language that has a catalogue."""
    names: dict[str, str] = {}
    for code in available():
        words = catalogue(code) if code != LANGUAGE_OF_SOURCE else None
        told = {one.title.msgid: words.ugettext(one.title.msgid) for one in COLUMNS} if words else None
        names = {**recognised(told), **names}
    return names
