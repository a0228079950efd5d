"""The base class of all forms, and fields that accept what people really type: dates, codes, lists."""

import re
from collections.abc import MutableMapping, Sequence
from datetime import date
from typing import Any

from flask import g, has_request_context
from flask_babel import get_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from models.base import Base, Versioned
from models.words import Stale, Unversioned, say
from planner.language.folding import folded
from planner.web.cleaning import clean
from planner.web.conflicts import Difference, differences, lock
from planner.web.number_fields import MoneyField

_l = lazy_gettext
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan leden ledna",
            "february feb unor unora",
            "march mar brezen brezna",
            "april apr duben dubna",
            "may kveten kvetna",
            "june jun cerven cervna",
            "july jul cervenec cervence",
            "august aug srpen srpna",
            "september sep sept zari",
            "october oct rijen rijna",
            "november nov listopad listopadu",
            "december dec prosinec prosince",
        ),
        start=1,
    )
    for name in names.split()
}


class Form(FlaskForm):
    """Base of all forms: errors in the reader's language, text cleaned of control characters and outer spaces."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: BaseForm, unbound_field: Any, options: MutableMapping[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(unbound_field.field_class, StringField) and clean not in filters:
                unbound_field.kwargs["filters"] = [clean, *filters]
            return super().bind_field(form, unbound_field, options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field is valid, and the page with the form is not older than a day (planner/web/form_tokens.py)."""
        right = bool(super().validate(extra_validators))
        if has_request_context() and g.get("form_expired"):
            self.form_errors = [
                *self.form_errors,
                gettext("This form was open for more than a day. Check your entries and send it again."),
            ]
            return False
        return right

    def values(self, *names: str) -> dict[str, Any]:
        """Values of the named fields only: code lists what a form may change, instead of taking everything posted."""
        return {name: self[name].data for name in names}


class VersionedForm(Form):
    """A form for a row that several people may edit. It is refused without the version at which it was opened."""

    version = HiddenField()
    conflict: Sequence[Difference] = ()
    """Values that someone else stored meanwhile, beside those entered here; shown below the error summary."""

    def check_version(self, row: Versioned, shown: Base | None = None) -> None:
        """Raise `Stale` if the row was saved since this form was opened, `Unversioned` if the form has no version.

        `shown` is the row whose values are compared if it is not the one with the version. The form then gets the
        current version, so that a user who has compared the values can submit it again.
        """
        opened_at = "".join(self.version.raw_data or ())[:20]  # not `data`: without the field, that is the row's own
        lock(row)
        if opened_at != str(row.version):
            self.conflict = differences(self, row if shown is None else shown)
            self.version.data = str(row.version)
            if not opened_at:
                raise Unversioned(
                    say(
                        "We cannot tell which version of this page your form was based on. "
                        "Nothing was saved. Compare your entries with the page, then save again."
                    )
                )
            raise Stale(
                say(
                    "Someone else saved changes after you opened this page. Your changes have "
                    "not been saved yet. Compare them with what is shown now. If you save again, "
                    "you will overwrite theirs."
                )
            )


def read_day(text: str) -> date:
    """A date as people write it: 27 3 2007, 27. 3. 2007, 27.3.2007, 2007-03-27, 27 March 2007, 27. března 2007.

    Raises `ValueError` whose message says which part is wrong.
    """
    words = folded(text)
    iso = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", words)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        parts = [part for part in re.split(r"[\s./,-]+", words) if part]
        if len(parts) != 3:
            raise ValueError(gettext("Enter day, month and year, for example 27 3 2027."))
        month = MONTHS.get(parts[1]) or (int(parts[1]) if parts[1].isdecimal() else 0)
        if not parts[0].isdecimal():
            raise ValueError(gettext("The day must be a number from 1 to 31."))
        if not parts[2].isdecimal() or len(parts[2]) != 4:
            raise ValueError(gettext("The year must have 4 digits."))
        day, year = int(parts[0]), int(parts[2])
    if not 1 <= month <= 12:
        raise ValueError(gettext("The month must be a number from 1 to 12, or its name."))
    if not 1900 <= year <= 2199:
        raise ValueError(gettext("The year must be between 1900 and 2199."))
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(gettext("This month does not have %(day)s days.", day=day)) from None


class DayField(Field):
    """A date entered in any usual way; an invalid entry stays in the field."""

    data: date | None
    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return (
            self.data.strftime("%-d. %-m. %Y")
            if self.data and str(get_locale() or "en")[:2] != "en"
            else (self.data.strftime("%-d %-m %Y") if self.data else "")
        )

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = read_day(valuelist[0])


class CodesField(Field):
    """Short codes separated by spaces or commas (`WCHR, MEDA`, `TBS VIE`); `data` is a list in upper case."""

    data: list[str] | None
    widget = TextInput()

    def __init__(self, *args: Any, upper: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upper = upper

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(self.data or [])

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        codes = re.split(r"[\s,;]+", clean(valuelist[0]) if valuelist else "")
        kept = [code.upper() if self.upper else code.lower() for code in codes if code]
        wrong = [code for code in kept if not re.fullmatch(r"[A-Za-z]{2,6}", code)]
        self.data = list(dict.fromkeys(kept))
        if wrong:
            raise ValueError(gettext("“%(code)s” is not a valid code. Use letters only.", code=wrong[0][:20]))


def text_of(field: StringField) -> str:
    """The entered text, cleaned; empty if the field is empty or was not submitted."""
    return field.data or ""


def number_of(field: IntegerField | MoneyField) -> int:
    """The number in a required field. Raises `ValueError` if it is empty."""
    if field.data is None:
        raise ValueError(f"{field.name} is empty")
    return field.data


def day_of(field: DayField) -> date:
    """The date in a required field. Raises `ValueError` if it is empty."""
    if field.data is None:
        raise ValueError(f"{field.name} is empty")
    return field.data


class Needed:
    """Marks a required field; one short sentence instead of the library's."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Fill this in.")

    def __call__(self, form: BaseForm, field: Field) -> None:
        if field.errors and any(field.raw_data or ()):  # an invalid value already has its own sentence
            raise StopValidation()
        if field.data is None or field.data is False or (isinstance(field.data, (str, list)) and not field.data):
            field.errors = []  # an empty choice is not an invalid one: show only one sentence
            raise StopValidation(str(self.message))


def not_before(other: str, message: Any) -> Any:
    """A validator: this date must not be before the date in field `other`. Raises `ValidationError`."""

    def check(form: BaseForm, field: Field) -> None:
        first = form[other].data
        if first and field.data and field.data < first:
            raise ValidationError(str(message))

    return check
