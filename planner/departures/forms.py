"""Forms of the day: who left, how an arrival is known, why a departure is undone."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from models.travel.booking import Passenger, PassengerStatus
from planner.language.labels import label
from planner.web.choices import RadioField, SelectChoice, SelectField
from planner.web.conflicts import Difference
from planner.web.forms import Form, Needed, VersionedForm

LEFT, MISSING, OPEN = "left", "missing", "open"


class ConfirmForm(VersionedForm):
    """Who left; `confirm_form` adds one choice for each person."""

    why = StringField(_l("Why someone did not turn up"), validators=[Length(max=300)])

    def came(self) -> dict[int, bool]:
        """Maps passenger ids to whether they left, for those with an answer."""
        return {
            int(name[1:]): field.data == LEFT
            for name, field in self._fields.items()
            if name.startswith("p") and name[1:].isdigit() and field.data in (LEFT, MISSING)
        }


def confirm_form(passengers: Sequence[Passenger]) -> ConfirmForm:
    """The form for exactly these people; posted values about anyone else are ignored."""
    choices = [
        SelectChoice(LEFT, _l("Departed")),
        SelectChoice(MISSING, _l("Did not turn up")),
        SelectChoice(OPEN, _l("Not known yet")),
    ]
    fields = {
        f"p{one.id}": RadioField(
            one.person.full_name or one.case.number,
            choices=choices,
            default=OPEN,
            validators=[InputRequired(_l("Choose an answer."))],
        )
        for one in passengers
    }
    made: type[ConfirmForm] = type("ConfirmFormOfDay", (ConfirmForm,), fields)
    return made()


def contradicted(passengers: Sequence[Passenger], posted: Mapping[str, str]) -> list[Difference]:
    """Entered answers that contradict what another user has recorded in the meantime."""
    said = {LEFT: PassengerStatus.DEPARTED, MISSING: PassengerStatus.NO_SHOW}
    typed = {one: said.get(posted.get(f"p{one.id}", "")) for one in passengers}
    return [
        Difference(one.person.full_name or one.case.number, label(mine), label(one.status))
        for one, mine in typed.items()
        if mine is not None and one.status in said.values() and one.status != mine
    ]


class ArrivalForm(VersionedForm):
    """How the arrival is known. It has a prefix because its page has other forms too."""

    why = StringField(
        _l("Source of this information"),
        validators=[Needed(), Length(max=300)],
        description=_l("For example: message from the IOM mission in Tbilisi, 18:40"),
    )


class TakeBackForm(VersionedForm):
    """Whose departure was confirmed by mistake, and why; has a prefix like `ArrivalForm`."""

    passenger = SelectField(_l("Who"), choices=[], coerce=int)
    why = StringField(_l("Why"), validators=[Needed(), Length(max=300)])

    def of(self, passengers: Sequence[Passenger]) -> "TakeBackForm":
        """Offer only these people as choices."""
        self.passenger.choices = [SelectChoice(one.id, one.person.full_name or one.case.number) for one in passengers]
        return self


class DayForm(Form):
    """The date to show."""

    class Meta(Form.Meta):
        csrf = False

    day = StringField(_l("Day"))


def bad_day() -> str:
    return gettext("Enter a valid date, such as 3 12 2026 or 2026-12-03.")
