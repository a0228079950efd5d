"""Forms for requesting a plan and for confirming its itineraries."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from planner.web.choices import SelectField, SelectMultipleField
from planner.web.forms import DayField, Form, Needed, not_before
from planner.web.number_fields import WholeField


class LinesField(SelectMultipleField):
    """Several budget lines, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AskForm(Form):
    """The period of departures and the budget lines that can pay."""

    window_from = DayField(_l("Earliest departure date"), validators=[Needed()])
    window_until = DayField(
        _l("Latest departure date"),
        validators=[Needed(), not_before("window_from", _l("The last day cannot be before the first."))],
    )
    project_id = SelectField(
        _l("Project"), coerce=int, validators=[Needed()], description=_l("The plan uses the currency of the project.")
    )
    line_ids = LinesField(
        _l("Budget lines that can be used"), coerce=int, validators=[Needed(_l("Choose at least one budget line."))]
    )
    seconds = WholeField(
        _l("Calculation time (seconds)"), validators=[Needed(), NumberRange(1, 3600, _l("Enter 1 to 3600 seconds."))]
    )
    repeatable = BooleanField(
        _l("Give the same plan each time it is recalculated"),
        description=_l(
            "The limit is then set by steps, not by time, so a large plan takes "
            "longer. Small plans always give the same result."
        ),
    )


class DecideForm(Form):
    """One decision on one family of a plan."""

    case = HiddenField(validators=[Needed(), Length(max=80)])
    """The case's id in the plan."""
    option = HiddenField(validators=[Length(max=60)])


class ConfirmForm(Form):
    """The itineraries (option codes) to confirm together, as they were shown."""

    options = HiddenField(validators=[Needed(), Length(max=4000)])
