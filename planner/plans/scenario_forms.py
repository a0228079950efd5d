"""The form to choose the scenarios to compare."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import NumberRange

from planner.plans.forms import LinesField
from planner.web.forms import Form, Needed
from planner.web.number_fields import WholeField


class ScenariosForm(Form):
    """The changes to compare with the plan as requested."""

    soonest = BooleanField(_l("Soonest: as few waiting days as possible"), default=True)
    fewest_escorts = BooleanField(_l("Fewest escorts"), default=True)
    lines = LinesField(_l("10% more money on a budget line"))
    roles = LinesField(_l("One more escort"))
    hubs = LinesField(_l("A connecting airport suspended"))
    seconds = WholeField(
        _l("Calculation time (seconds)"),
        default=60,
        validators=[Needed(), NumberRange(5, 3600, _l("Enter 5 to 3600 seconds."))],
    )
