"""The form of one person: names as in the document and as spoken; every question can be answered "not known yet"."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from models import BirthPrecision, Sex
from models.office import today
from planner.cases.family import RELATIONS
from planner.cases.forms import chosen, not_in_the_future
from planner.language.translation import word
from planner.reference import countries
from planner.reference.service_codes import OF_PEOPLE, services
from planner.web.choices import KeptSelectField, SelectChoice
from planner.web.forms import CodesField, DayField, Needed, VersionedForm, not_before
from planner.web.number_fields import WholeField
from planner.web.place_fields import EnumField, pairs


class BornField(DayField):
    """A date of birth, or only a year."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        if re.fullmatch(r"\d{4}", typed):
            self.data = date(int(typed), 1, 1) if 1900 <= int(typed) <= 2199 else None
            if self.data is None:
                raise ValueError(gettext("The year must be between 1900 and 2199."))
            return
        super().process_formdata(valuelist)

    @property
    def year_alone(self) -> bool:
        return any(re.fullmatch(r"\s*\d{4}\s*", str(typed)) for typed in (self.raw_data or ())[:1])


def relations() -> list[SelectChoice]:
    """Relations in the family, "not known yet" first."""
    return pairs(
        [(key, word(words).capitalize()) for key, words in RELATIONS.items() if key != "principal"],
        blank=str(_l("Applicant or not known yet")),
    )


def nationality_choices() -> list[SelectChoice]:
    """Countries by name, then the passport codes for people without a nationality."""
    language = str(get_locale() or "en")
    special = [(code, f"{countries.name(code, language)} ({code})") for code in countries.SPECIAL]
    return pairs([*countries.ordered(language, letters=3), *special], blank=str(_l("Not known yet")))


class PersonForm(VersionedForm):
    """Everything about one person that can be entered and corrected."""

    surname = StringField(
        _l("Surname as in the travel document"),
        validators=[Length(max=120)],
        description=_l("If the person has only one name, enter it here."),
    )
    given_names = StringField(_l("Given names as in the travel document"), validators=[Length(max=120)])
    spoken_name = StringField(_l("Name as spoken"), validators=[Length(max=120)])
    relation = KeptSelectField(_l("Relationship to the applicant"), choices=relations)
    sex = EnumField(_l("Sex as in the document"), kind=Sex, default=Sex.NOT_KNOWN, validators=[Needed()])
    birth_precision = EnumField(
        _l("Date of birth"), kind=BirthPrecision, default=BirthPrecision.NOT_KNOWN, validators=[Needed()]
    )
    born_on = BornField(_l("Date, or just the year"), validators=[not_in_the_future])
    nationality = KeptSelectField(_l("Nationality"), choices=nationality_choices)
    languages = CodesField(
        _l("Languages"), upper=False, description=_l("Language codes, for example ka, ru; best spoken first.")
    )
    facility_id = chosen(_l("Where the person is now"))
    detained_since = DayField(_l("Detained since"), validators=[not_in_the_future])
    detention_ends = DayField(
        _l("Detention decision ends"),
        validators=[not_before("detained_since", _l("The detention cannot end before it began."))],
    )
    service_codes = CodesField(
        _l("Airline services needed"), description=_l("Airline service codes, for example WCHR, MEDA, STCR, UMNR.")
    )
    seats_taken = WholeField(
        _l("Number of seats, if not one"),
        validators=[Optional(), NumberRange(0, 12, _l("Enter a whole number from 0 to 12."))],
        description=_l("A stretcher takes several seats."),
    )
    fit_certificate_needed = BooleanField(_l("Fit-to-travel certificate needed"))
    vulnerable = BooleanField(_l("Vulnerable: needs particular care"))
    represented_by = StringField(
        _l("Who signs for the person"),
        validators=[Length(max=120)],
        description=_l("Leave empty if the person can sign. Adults sign for themselves."),
    )
    representation_basis = StringField(
        _l("Legal basis for signing"),
        validators=[Length(max=200)],
        description=_l("For example a court decision on guardianship, with its number and date."),
    )
    why = StringField(
        _l("Reason for the correction"),
        validators=[Length(max=300)],
        description=_l("For example “as in the birth certificate”. The old value stays in the history."),
    )

    FIELDS = (
        "surname",
        "given_names",
        "spoken_name",
        "relation",
        "sex",
        "birth_precision",
        "born_on",
        "nationality",
        "languages",
        "facility_id",
        "detained_since",
        "detention_ends",
        "service_codes",
        "seats_taken",
        "fit_certificate_needed",
        "vulnerable",
        "represented_by",
        "representation_basis",
    )

    def typed(self) -> dict[str, Any]:
        """The values for the service: an empty choice means "not known"."""
        return {**self.values(*self.FIELDS), "nationality": self.nationality.data or None}

    def validate_surname(self, field: Field) -> None:
        if not (field.data or self.given_names.data or self.spoken_name.data):
            raise ValidationError(gettext("Enter the person's name, at least as spoken."))

    def validate_representation_basis(self, field: Field) -> None:
        if self.represented_by.data and not field.data:
            raise ValidationError(gettext("Enter on which legal basis this person signs."))
        if field.data and not self.represented_by.data:
            raise ValidationError(gettext("Enter who signs for the person, or clear the legal basis."))

    def validate_service_codes(self, field: Field) -> None:
        field.data = services(field.data)
        wrong = [code for code in field.data if code not in OF_PEOPLE]
        if wrong:
            raise ValidationError(
                gettext(
                    "“%(code)s” is not an airline service code. Use one of these: %(known)s.",
                    code=wrong[0][:20],
                    known=", ".join(OF_PEOPLE),
                )
            )

    def validate_born_on(self, field: Field) -> None:
        precision = self.birth_precision.data
        if field.errors or precision is None:
            return
        if precision is BirthPrecision.NOT_KNOWN and field.data:
            self._say_how_well(field)
        elif precision is not BirthPrecision.NOT_KNOWN and field.data is None:
            raise ValidationError(gettext("Enter the date or the year, or choose “Not known yet”."))
        elif precision is BirthPrecision.EXACT and self.born_on.year_alone:
            raise ValidationError(
                gettext("You entered only a year. Enter the day, month and year, or choose “Year only”.")
            )
        if field.data and today().year - field.data.year > 120:
            raise ValidationError(gettext("The date cannot be more than 120 years ago."))

    def _say_how_well(self, field: Field) -> None:
        raise ValidationError(gettext("You entered a date. Choose how exact it is, or clear it."))
