"""The form with which an approver overrules a reason or withdraws that decision."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from planner.web.forms import Form, Needed


class OverruleForm(Form):
    """Why someone may travel despite a reason, or why that decision is withdrawn."""

    why = TextAreaField(
        _l("Reason"),
        validators=[Needed(), Length(max=300)],
        description=_l("Keep it short; it stays in the history. No medical details."),
    )
