"""The form with which staff open a case: the basic fields and the first person."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import Length, ValidationError

from planner.cases.forms import chosen, not_in_the_future
from planner.web.forms import DayField, Form, Needed
from planner.web.place_fields import CountryField


class NewForm(Form):
    """What is required to open a case; everything else can follow later."""

    surname = StringField(
        _l("Applicant's surname as in the travel document"),
        validators=[Length(max=120)],
        description=_l("If the person has only one name, enter it here."),
    )
    given_names = StringField(_l("Given names"), validators=[Length(max=120)])
    spoken_name = StringField(_l("Name as spoken"), validators=[Length(max=120)])
    applied_on = DayField(_l("Date of application"), validators=[Needed(), not_in_the_future])
    programme_id = chosen(_l("Programme"))
    destination_country = CountryField(_l("Country of return"))
    facility_id = chosen(_l("Where the family is now"))

    def validate_surname(self, field: Field) -> None:
        if not (field.data or self.given_names.data or self.spoken_name.data):
            raise ValidationError(str(_l("Enter the person's name, at least as spoken.")))

    def person(self) -> dict[str, Any]:
        """The first person, in the form that `register` expects."""
        return self.values("surname", "given_names", "spoken_name")
