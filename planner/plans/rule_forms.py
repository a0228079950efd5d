"""Forms of the planner's own rules: cases kept apart, limits per day."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from models import ApartScope
from planner.web.choices import RadioField, SelectChoice, SelectField
from planner.web.forms import DayField, Needed, VersionedForm
from planner.web.number_fields import WholeField

MOST = NumberRange(0, 10_000, _l("Enter a whole number, 0 or more."))
TOGETHER = {"itineraries": _l("Itineraries are counted across all facilities. Choose “All facilities”.")}
APART = {
    "cases": _l("Cases are counted separately for each facility. Choose one."),
    "drives": _l("Drives are counted separately for each facility. Choose one."),
}


class ApartForm(VersionedForm):
    """Two cases and how far apart they are kept."""

    first = StringField(_l("Case number"), validators=[Needed(), Length(max=40)])
    second = StringField(_l("Number of the other case"), validators=[Needed(), Length(max=40)])
    scope = RadioField(
        _l("How to keep them apart"),
        default=ApartScope.FLIGHT.value,
        validators=[Needed()],
        choices=[
            SelectChoice(ApartScope.FLIGHT.value, _l("Not on the same flight")),
            SelectChoice(
                ApartScope.DAYS.value,
                _l("Not on the same days, so that they never share a van, departure hall or stopover"),
            ),
        ],
    )
    why = StringField(
        _l("Reason"),
        validators=[Length(max=300)],
        description=_l("A few words. Do not give medical or protection details."),
    )


class LimitForm(VersionedForm):
    """The maximum number of departures on one day."""

    facility_id = SelectField(_l("Where"), coerce=int, validators=[Optional()])
    on = DayField(
        _l("On one day only"),
        validators=[Optional()],
        description=_l("Leave empty for every day. A limit for one day replaces the limit for every day."),
    )
    itineraries = WholeField(_l("Itineraries"), validators=[Optional(), MOST])
    people = WholeField(_l("People"), validators=[Optional(), MOST])
    cases = WholeField(_l("Cases"), validators=[Optional(), MOST])
    drives = WholeField(_l("Drives for different flights"), validators=[Optional(), MOST])
    why = StringField(_l("Reason"), validators=[Length(max=120)])

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        numbers = [self[name] for name in ("itineraries", "people", "cases", "drives")]
        if all(one.data is None and not one.errors for one in numbers):
            self.people.errors = [str(_l("Enter at least one number. Enter 0 if nobody may travel that day."))]
            return False
        return good

    def validate_itineraries(self, field: Field) -> None:
        if self.facility_id.data and field.data is not None:
            raise ValidationError(str(TOGETHER["itineraries"]))

    def validate_cases(self, field: Field) -> None:
        if not self.facility_id.data and field.data is not None:
            raise ValidationError(str(APART[field.name]))

    validate_drives = validate_cases
