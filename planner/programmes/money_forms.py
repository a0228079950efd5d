"""Forms for money: donors, projects, budget lines, exchange rates."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField
from wtforms.validators import Length, ValidationError

from models import CostKind
from models.office import home_currency
from planner.language.labels import label
from planner.programmes.forms import CODE
from planner.programmes.rates import exact_rate
from planner.web.choices import SelectField
from planner.web.forms import DayField, Form, Needed, VersionedForm, not_before
from planner.web.number_fields import MoneyField
from planner.web.place_fields import CurrencyField, checkboxes, pairs


class DonorForm(Form):
    """A donor."""

    code = StringField(_l("Code"), validators=[Needed(), Length(max=20), CODE])
    name = StringField(_l("Name"), validators=[Needed(), Length(max=120)])


class ProjectForm(VersionedForm):
    """A donor's project and its currency."""

    code = StringField(_l("Code"), validators=[Needed(), Length(max=30), CODE])
    name = StringField(_l("Name"), validators=[Needed(), Length(max=160)])
    donor_id = SelectField(_l("Donor"), coerce=int, validators=[Needed()])
    currency = CurrencyField(_l("Currency"), validators=[Needed()])
    cofinancing = StringField(
        _l("Co-financing"),
        validators=[Length(max=120)],
        description=_l("In words, for example 75% AMIF, 25% Ministry of the Interior."),
    )
    active = BooleanField(_l("In use"), default=True)


class NewProjectForm(ProjectForm):
    """A new project, with the days on which costs are eligible."""

    starts = DayField(_l("First day"), validators=[Needed()])
    ends = DayField(
        _l("Last day"), validators=[Needed(), not_before("starts", _l("The last day cannot be before the first."))]
    )


class LineForm(VersionedForm):
    """A budget line; `version` is the project's, so that two users cannot overwrite each other's figures."""

    code = StringField(_l("Code"), validators=[Needed(), Length(max=30), CODE])
    name = StringField(_l("Name"), validators=[Needed(), Length(max=120)])
    covers = checkboxes(
        _l("Types of cost it covers"),
        validators=[Needed(_l("Choose at least one type of cost."))],
        choices=lambda: pairs([(kind.value, label(kind)) for kind in CostKind]),
    )
    active = BooleanField(_l("In use"), default=True)


class NewLineForm(LineForm):
    """A new line, with its budget and the days on which it can pay."""

    budget = MoneyField(_l("Budget"), validators=[Needed()])
    starts = DayField(_l("First day, if different from the project"))
    ends = DayField(
        _l("Last day, if different from the project"),
        validators=[not_before("starts", _l("The last day cannot be before the first."))],
    )


class RateForm(Form):
    """An exchange rate as published or agreed."""

    base = CurrencyField(_l("From currency"), default="EUR", validators=[Needed()])
    quote = CurrencyField(_l("To currency"), default=home_currency, validators=[Needed()])
    rate = StringField(
        _l("Exchange rate"),
        validators=[Needed(), Length(max=30)],
        description=_l("For example 25.105. Saved exactly as you enter it."),
    )
    source = StringField(
        _l("Source"), validators=[Needed(), Length(max=60)], description=_l("For example InforEuro, November 2026.")
    )
    valid_from = DayField(_l("Valid from"), validators=[Needed()])
    why = StringField(
        _l("Reason"),
        validators=[Length(max=300)],
        description=_l("Needed when the rate corrects another one or differs much from it."),
    )

    def validate_quote(self, field: Field) -> None:
        if field.data == self.base.data:
            raise ValidationError(gettext("Choose two different currencies."))

    def validate_rate(self, field: Field) -> None:
        if field.data and exact_rate(field.data) is None:
            raise ValidationError(gettext("Enter a positive number with up to 10 decimal places, such as 25.105."))

    def exact(self) -> dict[str, Any]:
        """The values to store: the rate as plain decimal text, the rest as entered."""
        return {**self.values("base", "quote", "source", "valid_from"), "rate": exact_rate(self.rate.data or "")}
