"""Forms for users and settings."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField
from wtforms.validators import Email, Length

from models import Role
from planner.language.labels import label
from planner.web.choices import RadioField, SelectChoice, SelectField
from planner.web.forms import Form, Needed
from planner.web.number_fields import MoneyField, WholeField
from planner.web.place_fields import checkboxes, pairs


class UserForm(Form):
    """Somebody with a log-in."""

    name = StringField(_l("Name"), validators=[Needed(), Length(max=200)])
    roles = checkboxes(
        _l("Roles"),
        validators=[Needed(_l("Choose at least one role."))],
        choices=lambda: pairs([(role.value, label(role)) for role in Role]),
    )
    facility_id = SelectField(_l("Facility"), description=_l("Only for facility staff."))
    locale = RadioField(
        _l("Language"), default="cs", choices=[SelectChoice("cs", "Čeština"), SelectChoice("en", "English")]
    )

    def wanted(self) -> set[Role]:
        """The roles that were ticked."""
        return {Role(value) for value in self.roles.data or ()}


class NewUserForm(UserForm):
    """A new log-in, which also needs an address."""

    email = EmailField(
        _l("E-mail"),
        validators=[
            Needed(),
            Length(max=200),
            Email(message=_l("Enter a full e-mail address, such as name@example.org.")),
        ],
    )


class NumberForm(Form):
    """A setting that is a whole number."""

    value = WholeField(_l("Value"), validators=[Needed()])
    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class AmountForm(Form):
    """A setting that is an amount."""

    value = MoneyField(_l("Value"), validators=[Needed()])
    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class ClickForm(Form):
    """Nothing but a button."""
