"""Forms of reports: what a facility reports, a file it sends, and the case worker's answer."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from models.office import today
from models.people.facility_report import ReportKind
from planner.files.forms import UploadField
from planner.language.labels import label
from planner.web.choices import RadioField, SelectChoice, SelectField
from planner.web.forms import DayField, Form, Needed, VersionedForm

ONE_LINE = (
    ReportKind.RELEASED,
    ReportKind.TRANSFERRED,
    ReportKind.PROLONGED,
    ReportKind.EXIT_ORDER,
    ReportKind.WITHDRAWN,
)


def whole(value: Any) -> int | None:
    """A chosen id, or None for the empty choice."""
    return int(value) if value else None


class ReportForm(Form):
    """What has changed for people of a request that was sent."""

    kind = RadioField(
        _l("What has changed?"),
        choices=lambda: [SelectChoice(kind.value, label(kind)) for kind in ONE_LINE],
        validators=[InputRequired(_l("Choose an answer."))],
    )
    person_id = SelectField(_l("For whom?"), coerce=whole)
    happened_on = DayField(_l("Since when?"), description=_l("Leave empty if it happened today."))
    until = DayField(
        _l("New end of detention, or end of the period to leave"),
        description=_l("As written in the decision or exit order. Leave empty if not known yet."),
    )
    to_facility_id = SelectField(_l("Transferred to"), coerce=whole)
    words = TextAreaField(
        _l("Address and phone after release, or a note"),
        validators=[Length(max=500)],
        description=_l("The case worker needs this to reach the people and send the van."),
    )

    def validate_happened_on(self, field: Field) -> None:
        if field.data and not field.errors and field.data > today():
            raise ValidationError(gettext("This date is in the future."))


class PaperForm(Form):
    """A file that is sent after the request."""

    person_id = SelectField(_l("For whom?"), coerce=whole)
    paper = UploadField(_l("Photo or scan"), validators=[Needed(_l("Choose a file."))])
    words = TextAreaField(_l("What is it?"), validators=[Needed(_l("Enter what it is.")), Length(max=500)])


class ConfirmForm(VersionedForm):
    """What the case worker adds when confirming a report."""

    facility_id = SelectField(_l("Where the people are now"), coerce=whole)
    until = DayField(_l("Date from the decision or exit order"))


class DeclineForm(VersionedForm):
    """Why a report is not accepted; the facility reads it."""

    why = TextAreaField(_l("Reason for the facility"), validators=[Needed(), Length(max=300)])
