"""Forms for escorts, their periods of availability, and escort roles."""

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, FormField, StringField
from wtforms.validators import Length, NumberRange, Optional, Regexp, ValidationError

from planner.web.choices import SelectChoice, SelectField
from planner.web.forms import CodesField, DayField, Form, Needed, VersionedForm
from planner.web.number_fields import MoneyField, WholeField
from planner.web.place_fields import AirportsField, CurrencyField, checkboxes

CODE = Regexp(r"^[\w.-]+$", message=_l("Letters, digits, dots and hyphens only, no spaces."))


class PeriodForm(Form):
    """A period in which an escort can travel, both days included; leaving both days empty removes it."""

    class Meta(Form.Meta):
        csrf = False

    starts = DayField(_l("Available from"))
    ends = DayField(_l("Until"))

    def validate_ends(self, field: Field) -> None:
        first = self.starts.data
        if first and not field.data and not field.errors:
            raise ValidationError(gettext("Enter an end date."))
        if first and field.data and field.data < first:
            raise ValidationError(gettext("The last day cannot be before the first."))

    def validate_starts(self, field: Field) -> None:
        if self.ends.data and not field.data and not field.errors:
            raise ValidationError(gettext("Enter a start date."))


class EscortForm(VersionedForm):
    """An escort."""

    code = StringField(
        _l("Code"),
        validators=[Needed(), Length(max=30), CODE],
        description=_l("A short code that will not change, for example E07. Plans show the escort by this code."),
    )
    name = StringField(_l("Name"), validators=[Needed(), Length(max=120)])
    roles = checkboxes(_l("Roles"), validators=[Needed(_l("Choose at least one role."))])
    languages = CodesField(
        _l("Languages"),
        upper=False,
        validators=[Length(max=120)],
        description=_l("Two letters each, for example en ru mn."),
    )
    gender = SelectField(
        _l("Gender"),
        choices=[SelectChoice("", _l("not given")), SelectChoice("F", _l("Female")), SelectChoice("M", _l("Male"))],
    )
    daily_cost = MoneyField(_l("Cost per day"), default=0, validators=[Needed()])
    currency = CurrencyField(_l("Currency"), validators=[Needed()])
    rest_days = WholeField(
        _l("Rest days after an assignment"),
        default=1,
        validators=[Needed(), NumberRange(0, 60, _l("Enter a whole number from 0 to 60."))],
    )
    max_assignments = WholeField(
        _l("Maximum assignments in one plan"),
        validators=[Optional(), NumberRange(0, 100, _l("Enter a whole number from 0 to 100."))],
    )
    barred_airports = AirportsField(
        _l("Airports this escort cannot use"),
        validators=[Length(max=200)],
        description=_l("For example because of a visa: SVO IST."),
    )
    active = BooleanField(_l("In use"), default=True)
    availability = FieldList(FormField(PeriodForm), min_entries=0, max_entries=60)

    def periods(self) -> list[tuple[date, date]]:
        """The periods that were filled in."""
        return [
            (entry.form.starts.data, entry.form.ends.data)
            for entry in self.availability
            if entry.form.starts.data and entry.form.ends.data
        ]

    def validate_availability(self, field: Field) -> None:
        ordered = sorted(self.periods())
        for before, after in zip(ordered, ordered[1:], strict=False):
            if after[0] <= before[1]:
                raise ValidationError(gettext("Two periods of availability overlap."))


class RoleForm(Form):
    """A kind of escort and how many people one can accompany."""

    code = StringField(
        _l("Code"),
        validators=[Needed(), Length(max=30), CODE],
        description=_l("For example nurse. Cases request an escort by role."),
    )
    capacity = WholeField(
        _l("How many people one escort can look after"),
        default=1,
        validators=[Needed(), NumberRange(1, 500, _l("Enter a whole number from 1 to 500."))],
    )
    for_children = BooleanField(_l("Accompanies children who travel alone"))


class RosterForm(Form):
    """The weeks of the roster; they are in the URL, so this is a GET form without a token."""

    class Meta(Form.Meta):
        csrf = False

    first = DayField(_l("From"))
    role = SelectField(_l("Role"), default="")
