"""Forms for signing in and for the user's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import Length

from planner.web.forms import Form, Needed


class SignInForm(Form):
    """Email and password."""

    email = EmailField(_l("E-mail"), validators=[Needed(), Length(max=200)])
    password = PasswordField(_l("Password"), validators=[Needed()])


class PasswordForm(Form):
    """A new password for the user's own account."""

    old = PasswordField(_l("Current password"), validators=[Needed()])
    new = PasswordField(_l("New password"), validators=[Needed(), Length(min=12, max=200)])


class CodeForm(Form):
    """The code from the authenticator app, or a recovery code."""

    code = StringField(_l("Code"), validators=[Needed(), Length(max=40)])
