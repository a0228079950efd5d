"""The form of the office: one field for each thing that differs between countries."""

from typing import Any
from zoneinfo import available_timezones

from babel import numbers
from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import Length, NumberRange, Optional

from models.office import Office
from models.people.facility import FacilityKind
from planner.language.labels import kind_word
from planner.language.languages import available, language_name
from planner.web.choices import SelectChoice, SelectField
from planner.web.forms import CodesField, Needed, VersionedForm
from planner.web.number_fields import WholeField
from planner.web.place_fields import AirportField, CountryField, checkboxes, pairs


def _reader() -> str:
    return str(get_locale() or "en")


def _currencies() -> list[SelectChoice]:
    named = (
        (code, f"{code} · {numbers.get_currency_name(code, locale=_reader())}") for code in numbers.list_currencies()
    )
    return pairs(sorted(named))


class OfficeForm(VersionedForm):
    """What differs between offices; names by language are added by `office_form`."""

    country = CountryField(_l("Country"), validators=[Needed()])
    currency = SelectField(_l("Currency"), validators=[Needed()], choices=_currencies)
    currencies = CodesField(
        _l("Other currencies in use"), description=_l("Codes such as EUR, USD."), validators=[Optional()]
    )
    time_zone = SelectField(
        _l("Time zone"),
        validators=[Needed()],
        choices=lambda: pairs((zone, zone) for zone in sorted(available_timezones())),
    )
    holidays = StringField(
        _l("Public holidays of"),
        validators=[Length(max=12)],
        description=_l("A country such as LT, or one of its regions such as ES-MD. Leave empty if there are none."),
    )
    working_week = checkboxes(
        _l("Working days"),
        validators=[Needed(_l("Choose at least one working day."))],
        choices=lambda: pairs((day, name) for day, name in sorted(get_day_names("wide", locale=_reader()).items())),
        coerce=int,
    )
    case_prefix = StringField(
        _l("Prefix of case numbers"), validators=[Needed(), Length(max=5)], description=_l("Such as LT.")
    )
    airport = AirportField(_l("Home airport"), description=_l("The IATA code of the airport most people leave from."))
    short_name = StringField(_l("Organisation's short name"), validators=[Needed(), Length(max=40)])
    languages = checkboxes(
        _l("Languages offered"),
        validators=[Needed(_l("Choose at least one language."))],
        choices=lambda: pairs((code, language_name(code)) for code in available()),
    )
    language = SelectField(
        _l("Language of the country"),
        validators=[Needed()],
        choices=lambda: pairs((code, language_name(code)) for code in available()),
        description=_l("Papers for facilities and authorities are printed in it."),
    )
    check_in_minutes = WholeField(
        _l("At the airport before departure (minutes)"), validators=[Needed(), NumberRange(0, 1440)]
    )
    luggage_kg = WholeField(_l("Checked luggage per person (kg)"), validators=[Needed(), NumberRange(0, 100)])
    hand_luggage_kg = WholeField(_l("Hand luggage per person (kg)"), validators=[Needed(), NumberRange(0, 100)])

    asked: tuple[str, ...] = ()
    """The languages in which names are entered."""

    def facts(self) -> dict[str, Any]:
        """The entered values in the form in which the office stores them."""
        plain = (
            "country", "currency", "time_zone", "airport", "short_name", "language",
            "check_in_minutes", "luggage_kg", "hand_luggage_kg",
        )  # fmt: skip
        return {
            **self.values(*plain),
            "currencies": tuple(self.currencies.data or ()),
            "holidays": (self.holidays.data or "").strip().upper(),
            "case_prefix": (self.case_prefix.data or "").strip().upper(),
            "working_week": tuple(self.working_week.data or ()),
            "languages": tuple(self.languages.data or ()),
            "names": {code: text for code in self.asked if (text := self[f"full_name_{code}"].data)},
            "facility_kinds": {
                kind.value: {code: text for code in self.asked if (text := self[f"{kind.value}_{code}"].data)}
                for kind in FacilityKind
            },
        }

    def name_fields(self) -> list[Field]:
        """One field per language for the organisation's full name."""
        return [self[f"full_name_{code}"] for code in self.asked]

    def kind_fields(self) -> list[Field]:
        """One field per language for the name of each kind of facility."""
        return [self[f"{kind.value}_{code}"] for kind in FacilityKind for code in self.asked]


def office_form(one: Office, version: int) -> OfficeForm:
    """The form filled with the stored values, with a field for each name in each of the office's languages."""
    asked = tuple(code for code in dict.fromkeys((*one.languages, one.language)) if code in available())
    fields: dict[str, Any] = {"asked": asked}
    shown: dict[str, Any] = {**one.facts(), "version": version}
    for code in asked:
        language = language_name(code, _reader())
        fields[f"full_name_{code}"] = StringField(
            _l("Organisation's full name in %(language)s", language=language), validators=[Length(max=120)]
        )
        shown[f"full_name_{code}"] = one.names.get(code, "")
        for kind in FacilityKind:
            fields[f"{kind.value}_{code}"] = StringField(
                _l("“%(kind)s” in %(language)s", kind=kind_word(kind), language=language), validators=[Length(max=80)]
            )
            shown[f"{kind.value}_{code}"] = one.facility_kinds.get(kind.value, {}).get(code, "")
    return type("OfficeForm", (OfficeForm,), fields)(data=shown)  # type: ignore[no-any-return]
