"""Forms for changes of budgets and dates, and for refusing one."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from planner.web.forms import DayField, Form, Needed, VersionedForm, not_before
from planner.web.number_fields import MoneyField


class ChangeForm(VersionedForm):
    """From when a change holds, and why; `version` is the project's, so that nobody changes a figure seen before."""

    valid_from = DayField(_l("Valid from"), validators=[Needed()])
    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class BudgetForm(ChangeForm):
    """Another budget."""

    budget = MoneyField(_l("New budget"), validators=[Needed()])


class LinePeriodForm(ChangeForm):
    """Other days on which a line can pay; an empty one is the project's."""

    starts = DayField(_l("First day, if different from the project"))
    ends = DayField(
        _l("Last day, if different from the project"),
        validators=[not_before("starts", _l("The last day cannot be before the first."))],
    )


class ProjectPeriodForm(ChangeForm):
    """Other days on which a project can pay."""

    starts = DayField(_l("First day"), validators=[Needed()])
    ends = DayField(
        _l("Last day"), validators=[Needed(), not_before("starts", _l("The last day cannot be before the first."))]
    )


class RefuseForm(Form):
    """Why a change is refused."""

    why = StringField(_l("Reason for refusing"), validators=[Needed(), Length(max=300)])
