"""Names in every language the office offers: one field for each, so that a new language needs no code."""

from typing import Any, TypeVar

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import Length

from planner.language.languages import language_name, offered
from planner.web.forms import Form, Needed

F = TypeVar("F", bound=Form)


def with_names(form: type[F], most: int) -> type[F]:
    """The form class with a field `name_xx` of at most `most` characters for each offered language."""
    fields = {
        f"name_{code}": StringField(
            _l("Name in %(language)s", language=language_name(code, str(get_locale() or "en"))),
            validators=[Needed(), Length(max=most)],
        )
        for code in offered()
    }
    return type(form.__name__, (form,), fields)


def fill_names(form: Form, names: dict[str, str]) -> None:
    """Fill the fields with the stored names."""
    for code in offered():
        field = form[f"name_{code}"]
        if not field.raw_data:
            field.data = names.get(code, "")


def names_in(form: Form, kept: dict[str, str] | None = None) -> dict[str, str]:
    """The entered names by language; names in languages that are no longer offered are kept."""
    return {**(kept or {}), **{code: form[f"name_{code}"].data for code in offered()}}


def name_fields(form: Any) -> list[Field]:
    """The fields, in the order of the office's languages, for templates."""
    return [form[f"name_{code}"] for code in offered()]
