"""Headings of the offers sheet in every language, so that a Czech answer to an English template is read."""

from planner.flights.workbook.columns import COLUMNS, recognised
from planner.language.formats import catalogue


def heading_names() -> dict[str, str]:
    """Folded heading -> column key, English and Czech."""
    czech = catalogue("cs")
    return recognised({column.title.msgid: czech.ugettext(column.title.msgid) for column in COLUMNS})
