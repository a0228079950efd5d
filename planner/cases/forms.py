"""Forms of cases: the case itself, journey wishes, escort needs, contacts, status changes, protection."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from models import NeedUntil
from models.office import today
from planner.web.choices import SelectChoice, SelectField
from planner.web.forms import CodesField, DayField, Form, Needed, VersionedForm, not_before
from planner.web.number_fields import MoneyField, WholeField
from planner.web.place_fields import AirportsField, CountryField, CurrencyField, EnumField, checkboxes


def whole_or_none(value: Any) -> int | None:
    """The chosen row's id as a whole number, or None if nothing was chosen."""
    return int(value) if value not in (None, "", "None") else None


def chosen(label: str, **values: Any) -> SelectField:
    """A field to choose one row by id; the view sets its choices."""
    return SelectField(label, coerce=whole_or_none, choices=[], **values)


def not_in_the_future(_form: BaseForm, field: Field) -> None:
    """A validator: the date is today or earlier. Raises `ValidationError`."""
    if field.data and field.data > today():
        raise ValidationError(str(_l("The date cannot be in the future.")))


class CaseForm(VersionedForm):
    """The basic fields of a case, also used to open a new one."""

    programme_id = chosen(_l("Programme"))
    destination_country = CountryField(_l("Country of return"))
    facility_id = chosen(_l("Facility that sent the application"))
    owner_id = chosen(_l("Case worker"))
    applied_on = DayField(_l("Date of application"), validators=[Needed(), not_in_the_future])
    departure_period_ends = DayField(
        _l("End of departure period"), description=_l("From the expulsion decision or the exit order.")
    )
    assistance_amount = MoneyField(_l("Reintegration support for the case"), beside="assistance_currency")
    assistance_currency = CurrencyField(_l("Currency"))

    FIELDS = (
        "programme_id",
        "destination_country",
        "facility_id",
        "owner_id",
        "applied_on",
        "departure_period_ends",
        "assistance_currency",
    )


class JourneyForm(VersionedForm):
    """The family's wishes for the journey, which the planner respects."""

    destination_airports = AirportsField(
        _l("Arrival airports"),
        description=_l("Airport codes, for example TBS. Leave empty for any airport in the country."),
    )
    wish_from = DayField(_l("Not before"))
    wish_until = DayField(
        _l("Ideally by"),
        validators=[not_before("wish_from", _l("The date cannot be earlier than the one above."))],
        description=_l("A preference only; it does not limit the travel window."),
    )
    max_connections = SelectField(
        _l("Connections"),
        coerce=whole_or_none,
        choices=[
            SelectChoice("", _l("Any number")),
            SelectChoice("0", _l("Direct flights only")),
            SelectChoice("1", _l("At most one")),
            SelectChoice("2", _l("At most two")),
        ],
    )
    allow_overnight = BooleanField(_l("Overnight connection allowed"))
    no_transit = AirportsField(_l("Avoid connecting at"), description=_l("Airport codes, for example SVO, DOH."))
    may_wait = BooleanField(_l("The family may wait for a later plan if that is cheaper"))

    FIELDS = (
        "destination_airports",
        "wish_from",
        "wish_until",
        "max_connections",
        "allow_overnight",
        "no_transit",
        "may_wait",
    )


class EscortNeedForm(Form):
    """Who must accompany the family."""

    role = SelectField(_l("Type of escort"), choices=[], validators=[Needed()])
    person_id = chosen(_l("For whom"))
    load = WholeField(
        _l("How much of an escort's capacity this takes"),
        default=1,
        validators=[
            Needed(_l("Enter a whole number from 1 to 50.")),
            NumberRange(1, 50, _l("Enter a whole number from 1 to 50.")),
        ],
    )
    until = EnumField(_l("How far to escort"), kind=NeedUntil, validators=[Needed()])
    languages = CodesField(
        _l("Speaks one of these languages"), upper=False, description=_l("Language codes such as ka, ru.")
    )
    gender = SelectField(
        _l("Gender of the escort"),
        choices=[SelectChoice("", _l("Any")), SelectChoice("F", _l("Female")), SelectChoice("M", _l("Male"))],
    )


class ReasonForm(Form):
    """An optional reason."""

    why = StringField(
        _l("Reason"), validators=[Length(max=300)], description=_l("Keep it short; it stays in the history.")
    )


class NeededReasonForm(Form):
    """A required reason."""

    why = StringField(
        _l("Reason"), validators=[Needed(), Length(max=300)], description=_l("Keep it short; it stays in the history.")
    )


class NoteForm(Form):
    """One contact with the family."""

    channel = SelectField(
        _l("Contact method"),
        choices=[
            SelectChoice("visit", _l("Visit at the facility")),
            SelectChoice("phone", _l("By phone")),
            SelectChoice("interpreter", _l("With an interpreter by phone")),
            SelectChoice("message", _l("By message")),
        ],
    )
    language = StringField(
        _l("Language spoken"), validators=[Length(max=10)], description=_l("A language code, for example ka.")
    )
    text = TextAreaField(_l("What was said"), validators=[Needed(), Length(max=4000)])
    next_contact_on = DayField(_l("Next contact"))

    def validate_next_contact_on(self, field: Field) -> None:
        if field.data and field.data < today():
            raise ValidationError(str(_l("The date cannot be in the past.")))


class ProtectionForm(VersionedForm):
    """Fields for protection staff only."""

    protection_hold = BooleanField(
        _l("Protection hold: the case is left out of plans; others see “Not possible at present”")
    )
    restricted = BooleanField(_l("Restricted: only the people named here can see the case"))
    named = checkboxes(_l("Who can see the case"), coerce=whole_or_none, choices=[], validators=[Optional()])
    stand_in = SelectField(
        _l("Stand-in"),
        coerce=whole_or_none,
        validators=[Optional()],
        description=_l(
            "Sees the case and does what is left to do until the departure. Required if the case is planned or booked."
        ),
    )
    why = StringField(
        _l("Decision and reason"),
        validators=[Length(max=300)],
        description=_l("Required if you change anything. Only protection staff and auditors can read it."),
    )
