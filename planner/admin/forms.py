"""Forms for users and settings."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField
from wtforms.validators import Email, Length, Optional

from models import Role
from planner.language.labels import label
from planner.language.languages import home, language_name, offered
from planner.web.choices import RadioField, SelectChoice, SelectField
from planner.web.forms import DayField, Form, Needed
from planner.web.number_fields import MoneyField, WholeField
from planner.web.place_fields import checkboxes, pairs


class UserForm(Form):
    """The fields of an account."""

    name = StringField(_l("Name"), validators=[Needed(), Length(max=200)])
    roles = checkboxes(
        _l("Roles"),
        validators=[Needed(_l("Choose at least one role."))],
        choices=lambda: pairs([(role.value, label(role)) for role in Role]),
    )
    facility_id = SelectField(_l("Facility"), description=_l("Only for facility staff."))
    locale = RadioField(
        _l("Language"), default=home, choices=lambda: [SelectChoice(code, language_name(code)) for code in offered()]
    )

    def wanted(self) -> set[Role]:
        """The roles that are ticked."""
        return {Role(value) for value in self.roles.data or ()}


class NewUserForm(UserForm):
    """A new account, which also needs an email address."""

    email = EmailField(
        _l("E-mail"),
        validators=[
            Needed(),
            Length(max=200),
            Email(message=_l("Enter a full e-mail address, such as name@example.org.")),
        ],
    )


FROM_TODAY = _l("Leave empty if it applies from today.")


class NumberForm(Form):
    """A setting whose value is a whole number."""

    value = WholeField(_l("Value"), validators=[Needed()])
    valid_from = DayField(_l("Applies from"), validators=[Optional()], description=FROM_TODAY)
    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class AmountForm(Form):
    """A setting whose value is an amount of money."""

    value = MoneyField(_l("Value"), validators=[Needed()])
    valid_from = DayField(_l("Applies from"), validators=[Optional()], description=FROM_TODAY)
    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class ClickForm(Form):
    """A form with only a button."""
