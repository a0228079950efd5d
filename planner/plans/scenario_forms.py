"""The form that says which scenarios are compared."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange

from planner.plans.forms import LinesField
from planner.web.forms import Form, Needed


class ScenariosForm(Form):
    """What is compared with the plan as it was asked."""

    soonest = BooleanField(_l("Soonest: as few days of waiting as possible"), default=True)
    fewest_escorts = BooleanField(_l("Fewest escorts"), default=True)
    lines = LinesField(_l("A budget line with 10 % more money"))
    roles = LinesField(_l("One more escort"))
    hubs = LinesField(_l("An airport of change suspended"))
    seconds = IntegerField(
        _l("Seconds to compute"),
        default=60,
        validators=[Needed(), NumberRange(5, 3600, _l("Between 5 and 3600 seconds."))],
    )
