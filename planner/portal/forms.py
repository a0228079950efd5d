"""One small form per question; "not known yet" is an answer everywhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from models.office import organisation, today
from models.people.person import Sex
from models.people.request import RequestStatus
from planner.cases.family import RELATIONS
from planner.files.forms import UploadField
from planner.language.translation import word
from planner.portal import lists
from planner.portal.questions import MOST_PEOPLE
from planner.web.choices import RadioField, SelectChoice, SelectField, SelectMultipleField
from planner.web.forms import DayField, Form, Needed
from planner.web.number_fields import WholeField

SHEET = "1/2026"
"""Version of the agreement sheet; a new wording gets a new version, and each request stores the one that was signed."""
NOT_KNOWN = SelectChoice("not_known", _l("Not known yet"))
CHOOSE = _l("Choose an answer.")


class Question(Form):
    """A page: its heading, and which of its fields are stored."""

    heading: ClassVar[Any] = ""
    kept: ClassVar[tuple[str, ...]] = ()
    days: ClassVar[tuple[str, ...]] = ()
    opened = HiddenField()

    @classmethod
    def shown(cls, stored: Mapping[str, Any] | None) -> "Question":
        """The form filled with the answer given before."""
        data = dict(stored or {})
        for name in cls.days:
            data[name] = date.fromisoformat(data[name]) if data.get(name) else None
        return cls(formdata=None, data=data)

    def kept_values(self) -> dict[str, Any]:
        return self.values(*(name for name in self.kept if name in self))

    @classmethod
    def as_typed(cls, entered: Mapping[str, list[str]]) -> "Question":
        """The form as it was being filled in, with what is not valid yet."""
        return cls(formdata=MultiDict([(name, one) for name, values in entered.items() for one in values]))

    def entered(self) -> dict[str, list[str]]:
        """What was submitted in the stored fields, valid or not; long texts are cut."""
        raw = {name: self[name].raw_data or [] for name in self.kept if name in self}
        return {name: [str(one)[:2000] for one in values[:20]] for name, values in raw.items()}

    def empty(self) -> bool:
        """Whether nothing was chosen or entered at all."""
        return not any(self[name].data for name in self.kept if name in self)

    def of_first_person(self) -> None:
        """Remove the fields that are asked only of people after the first."""


class AgreementForm(Question):
    """Whether the people agree that the request goes to IOM."""

    heading = _l("Has everyone agreed to this being sent to %(organisation)s?", organisation=organisation)
    kept = ("agreed", "signed_on")
    days = ("signed_on",)
    agreed = RadioField(
        heading,
        choices=[
            SelectChoice("yes", _l("Yes, each person has agreed and signed")),
            SelectChoice("not_yet", _l("Not yet")),
        ],
        validators=[InputRequired(CHOOSE)],
    )
    signed_on = DayField(_l("Date of the last signature"), description=_l("For example 27 3 2027"))
    sheet = UploadField(
        _l("Signed sheets, scanned or photographed"),
        description=_l("You can also send them later. PDF, JPEG or PNG, up to 10 MB."),
    )

    def validate_signed_on(self, field: Field) -> None:
        not_after_today(field)


class CountForm(Question):
    """How many people travel together."""

    heading = _l("How many people want to return together?")
    kept = ("people",)
    people = WholeField(
        heading,
        validators=[
            InputRequired(_l("Enter a number.")),
            NumberRange(1, MOST_PEOPLE, _l("Enter a number from 1 to %(most)s.", most=MOST_PEOPLE)),
        ],
        description=_l("A family that must not be separated is one request. Include the children in the number."),
    )


class NamesForm(Question):
    """The person's names. People with only one name enter it as surname."""

    heading = _l("What is the person's name?")
    kept = ("surname", "given_names", "spoken_name", "relation")
    surname = StringField(_l("Surname as in the document"), validators=[Length(max=120)])
    given_names = StringField(_l("Given names as in the document"), validators=[Length(max=120)])
    spoken_name = StringField(
        _l("Name as spoken"),
        validators=[Length(max=120)],
        description=_l("The name the person uses. This is enough until you have the document."),
    )
    relation = SelectField(
        _l("Relationship to the first person"),
        choices=lambda: [
            SelectChoice("", gettext("Choose…")),
            *(SelectChoice(code, word(words)) for code, words in RELATIONS.items() if code != "principal"),
        ],
        validators=[Needed(CHOOSE)],
    )

    def validate_spoken_name(self, field: Field) -> None:
        if not (self.surname.data or self.given_names.data or field.data):
            raise ValidationError(gettext("Enter at least the name as you hear it."))

    def of_first_person(self) -> None:
        del self.relation

    def empty(self) -> bool:
        return not (self.surname.data or self.given_names.data or self.spoken_name.data)


class BornForm(Question):
    """Sex and date of birth."""

    heading = _l("Sex and date of birth")
    kept = ("sex", "known", "born_on", "year")
    days = ("born_on",)
    sex = RadioField(
        _l("Sex, as in the document"),
        validators=[InputRequired(CHOOSE)],
        choices=[
            SelectChoice(Sex.FEMALE.value, _l("Female")),
            SelectChoice(Sex.MALE.value, _l("Male")),
            SelectChoice(Sex.OTHER.value, _l("X")),
            SelectChoice(Sex.NOT_KNOWN.value, _l("Not known yet")),
        ],
    )
    known = RadioField(
        _l("How exact is the date of birth?"),
        validators=[InputRequired(CHOOSE)],
        choices=[SelectChoice("exact", _l("The exact date")), SelectChoice("year", _l("Only the year")), NOT_KNOWN],
    )
    born_on = DayField(_l("Date of birth, if the exact date is known"), description=_l("For example 27 3 2007"))
    year = WholeField(_l("Year of birth, if only the year is known"), validators=[Optional()])

    def validate_born_on(self, field: Field) -> None:
        if self.known.data != "exact" or field.errors:
            return
        if field.data is None:
            raise ValidationError(gettext("Enter the date of birth, or choose “Only the year” or “Not known yet”."))
        not_after_today(field)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if self.known.data == "year" and not self.year.errors:
            if self.year.data is None:
                self.year.errors = [gettext("Enter the year as 4 digits.")]
            elif not 1900 <= self.year.data <= today().year:
                self.year.errors = [gettext("Enter a year between 1900 and this year.")]
        return fine and not self.year.errors


class OriginForm(Question):
    """Nationality and languages."""

    heading = _l("Nationality and languages")
    kept = ("nationality", "language", "other_language")
    nationality = SelectField(_l("Nationality"), choices=lists.nationalities, validators=[Needed(CHOOSE)])
    language = SelectField(_l("Language the person speaks best"), choices=lists.languages, validators=[Needed(CHOOSE)])
    other_language = SelectField(_l("Another language"), choices=lambda: lists.languages(optional=True))


class DocumentForm(Question):
    """Which document the person has; another page asks where it is."""

    heading = _l("Which document does the person have?")
    kept = ("has_document",)
    hints: ClassVar[dict[str, Any]] = {
        "valid": _l("We will ask where it is next"),
        "old_or_copy": _l("Helps the embassy"),
        "not_known": _l("You can answer this now and give the details later"),
    }
    has_document = RadioField(
        heading,
        validators=[InputRequired(CHOOSE)],
        choices=[
            SelectChoice("valid", _l("A valid passport or other travel document")),
            SelectChoice("old_or_copy", _l("Only an old passport or a copy")),
            SelectChoice("none", _l("None")),
            NOT_KNOWN,
        ],
    )


class PlaceForm(Question):
    """Where the document is."""

    heading = _l("Where is the document now?")
    kept = ("place",)
    place = RadioField(
        heading,
        validators=[InputRequired(CHOOSE)],
        choices=[
            SelectChoice("person", _l("With the person")),
            SelectChoice("facility", _l("At our facility")),
            SelectChoice("police", _l("With the police")),
            SelectChoice("embassy", _l("At the embassy")),
            NOT_KNOWN,
        ],
    )


class NeedsForm(Question):
    """What the person needs on the journey."""

    heading = _l("What does the person need on the journey?")
    kept = ("needs", "words")
    needs = SelectMultipleField(
        _l("Needs (tick all that apply)"),
        validators=[Needed(_l("Tick at least one box. “Nothing special” and “Not known yet” count as answers."))],
        choices=[
            SelectChoice("wheelchair", _l("Wheelchair or help with walking")),
            SelectChoice("medical", _l("Illness, medicines or recent operation")),
            SelectChoice("pregnant", _l("Pregnant")),
            SelectChoice("alone", _l("A child travelling without a parent")),
            SelectChoice("other", _l("Something else")),
            SelectChoice("none", _l("Nothing special")),
            NOT_KNOWN,
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    words = TextAreaField(
        _l("In your own words"),
        validators=[Length(max=1000)],
        description=_l("Only what matters for the journey. Do not give a diagnosis unless it is needed."),
    )

    def validate_needs(self, field: Field) -> None:
        if len(field.data) > 1 and {"none", "not_known"} & set(field.data):
            raise ValidationError(gettext("Tick what is needed, or tick only “Nothing special” or “Not known yet”."))


class DetentionForm(Question):
    """From and until when the person is detained, and whether there is an exit order."""

    heading = _l("Is the person detained?")
    kept = ("detained", "detained_since", "detention_ends", "exit_order", "exit_order_ends")
    days = ("detained_since", "detention_ends", "exit_order_ends")
    detained = RadioField(
        heading,
        validators=[InputRequired(CHOOSE)],
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No")), NOT_KNOWN],
    )
    detained_since = DayField(_l("Detained since"), description=_l("Leave blank anything you do not know yet."))
    detention_ends = DayField(_l("Date the decision ends"))
    exit_order = RadioField(
        _l("Does the person have an exit order?"),
        validators=[InputRequired(CHOOSE)],
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No")), NOT_KNOWN],
    )
    exit_order_ends = DayField(
        _l("The person must leave by"), description=_l("As written in the exit order. Leave empty if not known yet.")
    )

    def validate_detained_since(self, field: Field) -> None:
        not_after_today(field)

    def validate_detention_ends(self, field: Field) -> None:
        if field.data and self.detained_since.data and field.data < self.detained_since.data:
            raise ValidationError(gettext("The detention cannot end before it began."))


class DestinationForm(Question):
    """The country of return."""

    heading = _l("Which country do they want to return to?")
    kept = ("country", "town")
    country = SelectField(_l("Country"), choices=lists.destinations, validators=[Needed(CHOOSE)])
    town = StringField(_l("Town or region, if known"), validators=[Length(max=120)])


class ContactForm(Question):
    """How IOM can reach the family."""

    heading = _l("How can %(organisation)s talk to them?", organisation=organisation)
    kept = ("language", "interpreter", "phone", "address", "person", "words")
    language = SelectField(_l("Language for the conversation"), choices=lists.languages, validators=[Needed(CHOOSE)])
    interpreter = RadioField(
        _l("Is an interpreter needed?"),
        validators=[InputRequired(CHOOSE)],
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No")), NOT_KNOWN],
    )
    phone = StringField(
        _l("Phone number of the people themselves"),
        validators=[Length(max=60)],
        description=_l("Leave empty if not known yet."),
    )
    address = StringField(
        _l("Address after release"), validators=[Length(max=300)], description=_l("Leave empty if not known yet.")
    )
    person = StringField(
        _l("Who %(organisation)s should call at your facility", organisation=organisation),
        validators=[Length(max=200)],
        description=_l("Name and phone number, if it is not you"),
    )
    words = TextAreaField(
        _l("Anything else %(organisation)s should know", organisation=organisation), validators=[Length(max=1000)]
    )


FORMS: dict[str, type[Question]] = {
    "agreement": AgreementForm,
    "count": CountForm,
    "names": NamesForm,
    "born": BornForm,
    "origin": OriginForm,
    "document": DocumentForm,
    "place": PlaceForm,
    "needs": NeedsForm,
    "detention": DetentionForm,
    "destination": DestinationForm,
    "contact": ContactForm,
}


def not_after_today(field: Field) -> None:
    if field.data and not field.errors and field.data > today():
        raise ValidationError(gettext("This date is in the future."))


class FilterForm(Form):
    """The filter of the list of requests."""

    class Meta(Form.Meta):
        csrf = False

    state = SelectField(
        _l("Status"),
        choices=[
            SelectChoice("", _l("All")),
            SelectChoice(RequestStatus.DRAFT.value, _l("Drafts")),
            SelectChoice(RequestStatus.SENT.value, _l("Sent")),
        ],
        validate_choice=False,
    )
