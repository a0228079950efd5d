"""Fields for places and kinds of money: airports by code, a country, a currency, enums as choices."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from flask_babel import get_locale, gettext
from wtforms import StringField
from wtforms.widgets import CheckboxInput, ListWidget

from models.office import home_currency
from planner.language.labels import label
from planner.language.translation import in_order
from planner.reference import countries
from planner.reference.airports import UnknownAirport, canonical
from planner.reference.currencies import offered
from planner.web.choices import SelectChoice, SelectField, SelectMultipleField, enum_coerce
from planner.web.cleaning import clean
from planner.web.forms import CodesField


def pairs(choices: Iterable[tuple[Any, str]], *, blank: str | None = None) -> list[SelectChoice]:
    """Choices of a select field from (value, label); `blank` is the label of an empty first one."""
    first = [SelectChoice("", blank)] if blank is not None else []
    return first + [SelectChoice(str(value), words) for value, words in choices]


def named_pairs(
    choices: Iterable[tuple[Any, str]], *, people: bool = False, blank: str | None = None
) -> list[SelectChoice]:
    """The same, sorted by the reader's alphabet, people by surname."""
    return pairs(in_order(choices, lambda pair: pair[1], people=people), blank=blank)


def members(kind: type[Enum], *, blank: str | None = None) -> list[SelectChoice]:
    """Every member of an enum as a choice."""
    return pairs([(member.value, label(member)) for member in kind], blank=blank)


class EnumField(SelectField):
    """A choice of one enum member; `data` is the member."""

    def __init__(self, *args: Any, kind: type[Enum], **kwargs: Any) -> None:
        super().__init__(*args, coerce=enum_coerce(kind), choices=lambda: members(kind), **kwargs)


def checkboxes(label: str, **options: Any) -> SelectMultipleField:
    """A field of several choices, shown as checkboxes."""
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **options)


class CountryField(SelectField):
    """A country of the list; `data` is its alpha-2 code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, choices=lambda: pairs(countries.ordered(str(get_locale() or "en")), blank="–"), **kwargs
        )


class CurrencyField(SelectField):
    """A currency; `data` is its ISO code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", home_currency)
        super().__init__(*args, choices=lambda: [SelectChoice(code) for code in offered()], **kwargs)


class AirportField(StringField):
    """An airport by its IATA code; `data` is the present code, empty if nothing was entered."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = ""
        typed = str(clean(valuelist[0])) if valuelist else ""
        if typed:
            self.data = known(typed)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.data or ""


class AirportsField(CodesField):
    """Airports by code, separated by spaces or commas; `data` holds present codes, each once."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        self.data = list(dict.fromkeys(known(code) for code in self.data or ()))


def known(code: str) -> str:
    """The present code of an airport. Raises `ValueError` with a sentence for an unknown one."""
    try:
        return canonical(code)
    except UnknownAirport as error:
        raise ValueError(gettext("There is no airport with the code “%(code)s”.", code=error.code[:20])) from None
