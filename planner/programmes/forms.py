"""Forms for places and programmes: facilities, embassies, destinations, programmes."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, FormField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, Regexp, ValidationError

from models import DestinationStatus, FacilityKind
from planner.web.forms import DayField, Form, Needed, VersionedForm
from planner.web.number_fields import MoneyField, WholeField
from planner.web.place_fields import AirportField, AirportsField, CountryField, CurrencyField, EnumField, checkboxes

CODE = Regexp(r"^[\w.-]+$", message=_l("Letters, digits, dots and hyphens only, no spaces."))
MINUTES = NumberRange(1, 1440, _l("Enter a whole number of minutes from 1 to 1440."))
DAYS = NumberRange(0, 1000, _l("Enter a whole number of days from 0 to 1000."))


class TransferForm(Form):
    """The cost of one case's drive to one airport; an empty airport removes the row."""

    class Meta(Form.Meta):
        csrf = False

    airport = AirportField(_l("Airport"), validators=[Length(max=8)])
    amount = MoneyField(_l("Cost of the drive per case"))
    currency = CurrencyField(_l("Currency"), validators=[Needed()])
    minutes = WholeField(_l("Drive in minutes"), validators=[Optional(), MINUTES])

    def validate_amount(self, field: Field) -> None:
        if self.airport.data and field.data is None and not field.errors:
            raise ValidationError(gettext("Enter the cost of the drive to %(airport)s.", airport=self.airport.data))


class FacilityForm(VersionedForm):
    """A place that people are driven from, and the cost of the drive to each airport."""

    code = StringField(
        _l("Code"),
        validators=[Needed(), Length(max=40), CODE],
        description=_l("A short code that will not change, for example BELA. Plans and exports use it for this place."),
    )
    name = StringField(_l("Name"), validators=[Needed(), Length(max=120)])
    kind = EnumField(_l("Type"), kind=FacilityKind, validators=[Needed()])
    address = StringField(_l("Address"), validators=[Length(max=300)])
    contact = StringField(_l("Contact"), validators=[Length(max=300)])
    active = BooleanField(_l("In use"), default=True)
    transfers = FieldList(FormField(TransferForm), min_entries=0, max_entries=40)

    def validate_transfers(self, field: "FieldList[FormField[TransferForm]]") -> None:
        codes = [entry.form.airport.data for entry in field if entry.form.airport.data]
        for code in codes:
            if codes.count(code) > 1:
                raise ValidationError(gettext("%(airport)s is entered twice.", airport=code))


class ProgrammeForm(VersionedForm):
    """A return programme and the lines that can pay for its cases."""

    code = StringField(_l("Code"), validators=[Needed(), Length(max=20), CODE])
    organiser = StringField(_l("Organiser"), validators=[Length(max=120)])
    approval_needed = BooleanField(_l("The authority must approve each case"), default=True)
    active = BooleanField(_l("In use"), default=True)
    line_ids = checkboxes(_l("Budget lines that can be used"), coerce=int)


class EmbassyForm(VersionedForm):
    """An embassy: what it requires, and how long it takes until there are enough own cases."""

    country = CountryField(_l("Country it represents"), validators=[Needed()])
    city = StringField(_l("City"), validators=[Needed(), Length(max=80)])
    asks_for = TextAreaField(_l("What the embassy asks for"), validators=[Length(max=2000)])
    fee = MoneyField(_l("Fee"), default=0, validators=[Needed()])
    currency = CurrencyField(_l("Currency"), validators=[Needed()])
    median_days = WholeField(
        _l("Days until a document is ready, in half of cases"), default=14, validators=[Needed(), DAYS]
    )
    p90_days = WholeField(
        _l("Days until a document is ready, in 9 out of 10 cases"), default=30, validators=[Needed(), DAYS]
    )
    needs_reservation = BooleanField(_l("Issues documents only once a flight is reserved"))
    active = BooleanField(_l("In use"), default=True)

    def validate_p90_days(self, field: Field) -> None:
        if field.data is not None and self.median_days.data is not None and field.data < self.median_days.data:
            raise ValidationError(
                gettext("The time for 9 out of 10 cases cannot be shorter than the time for half of cases.")
            )


class DestinationForm(VersionedForm):
    """A country of return: its status with date and reason, and the airports we fly to."""

    country = CountryField(_l("Country"), validators=[Needed()])
    airports = AirportsField(
        _l("Airports"),
        validators=[Needed(), Length(max=200)],
        description=_l("Codes separated by spaces, for example UBN or HAN SGN."),
    )
    status = EnumField(_l("Returns to this country"), kind=DestinationStatus, validators=[Needed()])
    since = DayField(_l("Since"))
    reason = StringField(_l("Reason"), validators=[Length(max=300)])
    escort_return_days = WholeField(
        _l("Days until an escort is back after arriving there"),
        default=1,
        validators=[Needed(), NumberRange(0, 60, _l("Enter a whole number up to 60."))],
    )

    def validate_since(self, field: Field) -> None:
        if self.status.data not in (None, DestinationStatus.OPEN) and not field.data and not field.errors:
            raise ValidationError(gettext("Enter the date it applies from."))

    def validate_reason(self, field: Field) -> None:
        if self.status.data not in (None, DestinationStatus.OPEN) and not field.data:
            raise ValidationError(gettext("Give the reason. Case workers will see it on the cases affected."))
