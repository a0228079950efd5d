"""Forms for flights: options entered by hand, edits, requests to the agent, uploads."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, FieldList, FormField, HiddenField, StringField
from wtforms.validators import Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import TextInput

from models import OptionState
from models.office import office
from planner.flights.offers import (
    Impossible,
    Offer,
    OfferedFlight,
    chain_fault,
    dated_flight,
    group_fault,
    office_instant,
)
from planner.flights.workbook import cells
from planner.flights.workbook.cells import Cell, Wrong
from planner.language.translation import word
from planner.web.choices import SelectField
from planner.web.cleaning import clean
from planner.web.forms import DayField, Form, Needed, VersionedForm, day_of, not_before, text_of
from planner.web.number_fields import MoneyField, WholeField
from planner.web.place_fields import AirportField, CurrencyField, EnumField, members

PEOPLE = NumberRange(0, 100_000, _l("Enter a whole number, 0 or more."))


class CellField(Field):
    """Text parsed like a workbook's cell: a clock time, a flight, service limits, a moment."""

    widget = TextInput()

    def __init__(
        self, *args: Any, read: Callable[[Cell], Any], show: Callable[[Any], str] = str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.read, self.show = read, show

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = str(clean(valuelist[0])) if valuelist else ""
        if not typed:
            return
        try:
            self.data = self.read(Cell("", "text", typed[:200]))
        except Wrong as wrong:
            raise ValueError(word(wrong.sentence)) from None


def _limits_words(limits: dict[str, int]) -> str:
    return ", ".join(f"{code} {number}" for code, number in sorted(limits.items()))


def _waves_words(waves: dict[str, int]) -> str:
    return ", ".join(f"{since} {more}" for since, more in sorted(waves.items()))


def _moment_words(moment: datetime) -> str:
    local = moment.astimezone(office().zone) if moment.tzinfo else moment
    return local.strftime("%Y-%m-%d %H:%M")


def office_moment(cell: Cell) -> datetime | None:
    """A moment entered in local time of the office, as an instant."""
    return office_instant(cells.moment(cell))


class LegForm(Form):
    """One flight of an option, in local times; a row without a flight is ignored."""

    class Meta(Form.Meta):
        csrf = False

    flight = CellField(_l("Flight"), read=cells.flight_number, show=" ".join)
    departs_on = DayField(_l("Date"))
    origin = AirportField(_l("Origin"), validators=[Length(max=8)])
    departs = CellField(_l("Departs"), read=cells.clock)
    destination = AirportField(_l("To"), validators=[Length(max=8)])
    arrives = CellField(_l("Arrives"), read=cells.clock)
    seats = WholeField(_l("Seats"), validators=[Optional(), PEOPLE])
    limits = CellField(_l("Service limits"), read=cells.limits, show=_limits_words)
    escort_fare = MoneyField(_l("Escort fare"))

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if any(any(self[name].raw_data or ()) for name in ("flight", "origin", "destination")):
            for name in ("flight", "departs_on", "origin", "departs", "destination", "arrives"):
                if not self[name].data and not self[name].errors:
                    self[name].errors = [str(_l("Fill this in."))]
                    good = False
        return good

    def offered(self) -> OfferedFlight:
        """The flight. Raises `Impossible`."""
        found = dated_flight(
            self.flight.data,
            (text_of(self.origin), text_of(self.destination)),
            day_of(self.departs_on),
            self.departs.data,
            self.arrives.data,
            None,
        )
        return replace(
            found,
            seats=self.seats.data,
            limits=self.limits.data,
            escort_fare=self.escort_fare.data,
            currency=self.escort_fare.currency or "",
        )


class FaresForm(VersionedForm):
    """Fares, seats and time limit of an option."""

    state = EnumField(_l("Status"), kind=OptionState, validators=[Needed()])
    supplier = StringField(_l("Supplier"), validators=[Length(max=80)])
    seats = WholeField(
        _l("Seats in the option"),
        validators=[Optional(), PEOPLE],
        description=_l("Number of seats in the block or fare class. Leave empty to use each flight's own seats."),
    )
    minimum = WholeField(_l("Minimum people"), default=0, validators=[Needed(), PEOPLE])
    currency = CurrencyField(_l("Currency"), validators=[Needed()])
    fare_adult = MoneyField(_l("Adult"), validators=[Needed()])
    fare_child = MoneyField(_l("Child"), validators=[Needed()])
    fare_infant = MoneyField(_l("Infant"), validators=[Needed()])
    group_minimum = WholeField(_l("Group fare from (people)"), validators=[Optional(), PEOPLE])
    group_adult = MoneyField(_l("Group fare: adult"))
    group_child = MoneyField(_l("Group fare: child"))
    group_infant = MoneyField(_l("Group fare: infant"))
    fixed_cost = MoneyField(
        _l("Fixed cost"),
        default=0,
        validators=[Needed()],
        description=_l("Paid once if anyone travels, for example for a charter."),
    )
    time_limit = CellField(
        _l("Ticketing time limit (TTL)"),
        read=office_moment,
        show=_moment_words,
        description=_l("Local time at the office, for example 2026-12-09 18:00."),
    )

    FIGURES = (
        "state",
        "seats",
        "minimum",
        "currency",
        "fare_adult",
        "fare_child",
        "fare_infant",
        "group_minimum",
        "group_adult",
        "group_child",
        "group_infant",
        "fixed_cost",
        "time_limit",
    )

    def validate_group_minimum(self, field: Field) -> None:
        wrong = group_fault(field.data, (self.group_adult.data, self.group_child.data, self.group_infant.data))
        if wrong:
            raise ValidationError(word(wrong))

    def figures(self) -> dict[str, Any]:
        """The values to store on an option."""
        return {**self.values(*self.FIGURES), "supplier": self.supplier.data or ""}


class WavesForm(FaresForm):
    """A stored option, with the seats of its block that will be released later."""

    later_seats = CellField(
        _l("Seats released later"),
        read=cells.waves,
        show=_waves_words,
        description=_l("Promised seats, counted only from their date, for example 2026-12-01 10, 2026-12-08 5."),
    )

    def validate_later_seats(self, field: Field) -> None:
        if field.data and self.seats.data is None:
            raise ValidationError(str(_l("Enter how many seats the option has now. If none, enter 0.")))

    def figures(self) -> dict[str, Any]:
        return {**super().figures(), "later_seats": self.later_seats.data or {}}


class OptionForm(FaresForm):
    """A new option with its flights."""

    code = StringField(
        _l("Code"),
        validators=[
            Needed(),
            Length(max=60),
            Regexp(r"^[\w./-]+$", message=_l("Letters, digits, dots, slashes and hyphens only.")),
        ],
        description=_l("A short code that will not change. Plans use it to refer to this option."),
    )
    legs = FieldList(FormField(LegForm), min_entries=4, max_entries=6)

    def validate(self, extra_validators: Any = None) -> bool:
        """Give the flights' escort fares the option's currency, then validate."""
        for entry in self.legs:
            entry.form.escort_fare.currency = self.currency.data
        return super().validate(extra_validators)

    def validate_legs(self, field: "FieldList[FormField[LegForm]]") -> None:
        filled = [entry.form for entry in field if entry.form.flight.data]
        if not filled:
            raise ValidationError(str(_l("Enter at least one flight.")))
        if any(form.errors for form in filled):
            return
        flights = []
        for form in filled:
            try:
                flights.append(form.offered())
            except Impossible as impossible:
                form[impossible.key].errors = [word(impossible.sentence)]
                raise ValidationError(word(impossible.sentence)) from None
        broken = chain_fault(tuple(flights))
        if broken:
            raise ValidationError(word(broken[2]))

    def offer(self) -> Offer:
        """The option as an offer; call it after validation."""
        flights = tuple(entry.form.offered() for entry in self.legs if entry.form.flight.data)
        return Offer(code=text_of(self.code), flights=flights, **self.figures())


class FlightForm(VersionedForm):
    """A dated flight; times are local at its airports."""

    departs = CellField(_l("Departs"), read=cells.moment, show=_moment_words, validators=[Needed()])
    arrives = CellField(_l("Arrives"), read=cells.moment, show=_moment_words, validators=[Needed()])
    seats = WholeField(
        _l("Seats"), validators=[Needed(), PEOPLE], description=_l("Total available to us, including escorts.")
    )
    limits = CellField(
        _l("Service limits"),
        read=cells.limits,
        show=_limits_words,
        description=_l("For example WCHC 1, UM 2. Leave empty if no limit is known."),
    )
    escort_fare = MoneyField(_l("Escort fare"), validators=[Needed()], description=_l("Return."))
    currency = CurrencyField(_l("Currency"), validators=[Needed()])


class WhyForm(Form):
    """A reason."""

    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class WindowForm(Form):
    """The days for which flights are needed; they are in the URL, so this is a GET form without a token."""

    class Meta(Form.Meta):
        csrf = False

    first = DayField(_l("Departure on or after"))
    last = DayField(_l("Until"), validators=[not_before("first", _l("The last day cannot be before the first."))])


class AskForm(Form):
    """The days of a new request."""

    first_day = HiddenField(validators=[Needed()])
    last_day = HiddenField(validators=[Needed()])


class ListForm(Form):
    """Filters of the list of options, in the URL."""

    class Meta(Form.Meta):
        csrf = False

    destination = SelectField(_l("Destination"), default="")
    state = SelectField(_l("Status"), choices=lambda: members(OptionState, blank="–"), default="")
    first = DayField(_l("From"))
    last = DayField(_l("Until"))


class UploadForm(Form):
    """The workbook from the agent."""

    workbook = FileField(_l("Workbook (.xlsx)"), validators=[FileRequired(_l("Choose the Excel file."))])


class ConfirmForm(Form):
    """The signed upload that was previewed, and its fingerprint."""

    sheet = HiddenField(validators=[Needed()])
    fingerprint = HiddenField(validators=[Length(max=64)])
