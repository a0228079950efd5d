"""Forms of the planner's own rules: who travels apart, how much may leave on one day."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from models import ApartScope
from planner.web.forms import DayField, Needed, VersionedForm

MOST = NumberRange(0, 10_000, _l("Write a whole number from 0."))
TOGETHER = {"itineraries": _l("Itineraries are counted for all facilities together; choose “All facilities”.")}
APART = {
    "cases": _l("Cases are counted for one facility; choose which."),
    "drives": _l("Drives are counted for one facility; choose which."),
}


class ApartForm(VersionedForm):
    """Two cases and how far apart they are kept."""

    first = StringField(_l("Case number"), validators=[Needed(), Length(max=40)])
    second = StringField(_l("Number of the other case"), validators=[Needed(), Length(max=40)])
    scope = RadioField(
        _l("How far apart"),
        default=ApartScope.FLIGHT.value,
        validators=[Needed()],
        choices=[
            SelectChoice(ApartScope.FLIGHT.value, _l("Not on the same flight")),
            SelectChoice(ApartScope.DAYS.value, _l("Not on the same days: no common van, hall or stop-over")),
        ],
    )
    why = StringField(
        _l("Reason"),
        validators=[Length(max=300)],
        description=_l("A few words, without medical or protection details."),
    )


class LimitForm(VersionedForm):
    """Most of what may leave on one day."""

    facility_id = SelectField(_l("Where"), coerce=int, validators=[Optional()])
    on = DayField(
        _l("On one day only"),
        validators=[Optional()],
        description=_l("Empty: every day. What is written for one day replaces the rule of every day."),
    )
    itineraries = IntegerField(_l("Itineraries"), validators=[Optional(), MOST])
    people = IntegerField(_l("People"), validators=[Optional(), MOST])
    cases = IntegerField(_l("Cases"), validators=[Optional(), MOST])
    drives = IntegerField(_l("Drives to different flights"), validators=[Optional(), MOST])
    why = StringField(_l("Reason"), validators=[Length(max=120)])

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        numbers = [self[name] for name in ("itineraries", "people", "cases", "drives")]
        if all(one.data is None and not one.errors for one in numbers):
            self.people.errors = [str(_l("Write at least one number; 0 closes the day."))]
            return False
        return good

    def validate_itineraries(self, field: Any) -> None:
        if self.facility_id.data and field.data is not None:
            raise ValidationError(str(TOGETHER["itineraries"]))

    def validate_cases(self, field: Any) -> None:
        if not self.facility_id.data and field.data is not None:
            raise ValidationError(str(APART[field.name]))

    validate_drives = validate_cases
