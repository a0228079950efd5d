"""Forms for signatures, travel documents, embassies, certificates and approvals."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from models import ApprovalStatus, DocumentKind, OriginalPlace, PaperKind
from models.office import today
from planner.cases.forms import chosen, not_in_the_future, whole_or_none
from planner.documents.mrz import Mrz, Unreadable, read
from planner.files.forms import UploadField
from planner.language.folding import bare
from planner.language.labels import label
from planner.language.names import same, same_words
from planner.language.translation import word
from planner.reference import countries
from planner.web.choices import SelectChoice, SelectField
from planner.web.forms import DayField, Form, Needed, VersionedForm, not_before
from planner.web.place_fields import EnumField, checkboxes, named_pairs, pairs


def paper_choices() -> list[SelectChoice]:
    return pairs([(kind.value, label(kind)) for kind in PaperKind])


def is_a_function(name: str) -> bool:
    """Whether a "name" is only a function, such as "social worker", in the reader's language or in English."""
    # words for people who care for a child but cannot consent for it, separated by commas
    theirs = gettext("social worker, case worker, child protection authority, social services")
    ours = "social worker, case worker, child protection authority, social services"
    return any(bare(one) in bare(name) for one in f"{theirs},{ours}".split(","))


class SignatureForm(Form):
    """Who signed which form, when and in which language. One signed sheet may cover several people."""

    people = checkboxes(
        _l("Whose declaration and consent"),
        coerce=whole_or_none,
        choices=[],
        validators=[Needed(_l("Choose at least one person."))],
    )
    kinds = checkboxes(
        _l("Documents signed"), choices=paper_choices, validators=[Needed(_l("Choose at least one document."))]
    )
    signed_on = DayField(_l("Signed on"), validators=[Needed(), not_in_the_future])
    language = StringField(
        _l("Language of the document"),
        validators=[Needed(), Length(max=10)],
        description=_l("Code of a language the person understands, for example ka."),
    )
    form_version = StringField(_l("Form version"), default="1", validators=[Needed(), Length(max=20)])
    signed_by = StringField(
        _l("Who signed for them, if they did not sign themselves"),
        validators=[Length(max=120)],
        description=_l(
            "For a child: the name of the parent or guardian. Adults sign for themselves; then leave it empty."
        ),
    )
    file = UploadField(_l("Signed document"))

    def validate_signed_by(self, field: Field) -> None:
        if is_a_function(field.data or ""):
            raise ValidationError(
                gettext("Enter the name of the parent or guardian who signed. A social worker cannot sign for a child.")
            )

    def paper_kinds(self) -> list[PaperKind]:
        """The forms chosen."""
        return [PaperKind(value) for value in self.kinds.data or ()]


class TakeBackForm(Form):
    """When and why a signature was withdrawn."""

    withdrawn_on = DayField(_l("Withdrawn on"), validators=[Needed(), not_in_the_future])
    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class DocumentForm(VersionedForm):
    """A travel document, entered by hand or read from its machine-readable zone."""

    mrz = TextAreaField(
        _l("Machine-readable zone"),
        validators=[Length(max=200)],
        render_kw={"rows": 3},
        description=_l(
            "The two or three lines of capital letters and angle brackets at the bottom of the "
            "page. Paste or type them; they fill in any empty fields below."
        ),
    )
    kind = EnumField(_l("Type"), kind=DocumentKind, validators=[Needed()])
    number = StringField(_l("Number"), validators=[Length(max=40)])
    issuer = StringField(
        _l("Issued by"), validators=[Length(max=3)], description=_l("A country code, for example GEO.")
    )
    surname = StringField(_l("Surname as in the document"), validators=[Length(max=120)])
    given_names = StringField(_l("Given names as in the document"), validators=[Length(max=120)])
    valid_from = DayField(_l("Valid from"))
    valid_until = DayField(
        _l("Last day of validity"),
        validators=[not_before("valid_from", _l("The date cannot be before the first day of validity."))],
        description=_l("Leave empty if not known yet. It must be known before tickets are issued."),
    )
    original_at = EnumField(
        _l("Where the original is"), kind=OriginalPlace, default=OriginalPlace.NOT_KNOWN, validators=[Needed()]
    )
    cancelled = BooleanField(_l("Lost, cancelled or withdrawn: no longer valid"))
    why = StringField(_l("Reason for the correction"), validators=[Length(max=300)])

    FIELDS = (
        "kind",
        "number",
        "issuer",
        "surname",
        "given_names",
        "valid_from",
        "valid_until",
        "original_at",
        "cancelled",
    )
    zone: Mrz | None = None

    def validate_mrz(self, field: Field) -> None:
        if not field.data:
            return
        try:
            self.zone = read(field.data, today())
        except Unreadable as failure:
            raise ValidationError(" ".join(word(sentence) for sentence in failure.sentences)) from None

    def _fill(self, field: Field, read_value: Any) -> None:
        """Fill an empty field from the zone; if an entered value differs from the zone, that is the field's error."""
        if not read_value or field.errors:
            return
        if not field.data:
            field.data, field.raw_data = read_value, None
        elif not _same(field.data, read_value):
            field.errors = [
                *field.errors,
                gettext(
                    "The machine-readable zone says %(other)s. Check the document and correct one of the two.",
                    other=read_value,
                ),
            ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate what was entered, then fill in from the zone and compare."""
        super().validate(extra_validators)
        if self.zone is not None:
            zone = self.zone
            typed = (self.surname.data or "", self.given_names.data or "")
            told: tuple[str, ...] = ("number", "issuer", "valid_until")
            if not all(typed) or not same(*typed, zone.surname, zone.given_names):
                told = (*told, "surname", "given_names")
            for name in told:
                self._fill(self[name], getattr(zone, name))
        if not self.number.data and not self.number.errors:
            self.number.errors = [gettext("Enter the number as printed, or paste the machine-readable zone.")]
        return not self.errors


def _same(typed: Any, read_value: Any) -> bool:
    if isinstance(typed, str) and countries.canonical(typed) == str(read_value):
        return True
    if isinstance(typed, str):
        return bare(typed) == bare(str(read_value)) or same_words(typed, str(read_value))
    return bool(typed == read_value)


class EmbassyForm(VersionedForm):
    """An application at an embassy and its outcome."""

    embassy_id = chosen(_l("Embassy"), validators=[Needed(_l("Choose the embassy."))])
    applied_on = DayField(_l("Date of application"), validators=[Needed(), not_in_the_future])
    appointment_on = DayField(_l("Appointment"))
    received_on = DayField(
        _l("Document received on"),
        validators=[
            not_in_the_future,
            not_before("applied_on", _l("The document cannot arrive before it was applied for.")),
        ],
    )
    refused_on = DayField(
        _l("Refused on"),
        validators=[
            not_in_the_future,
            not_before("applied_on", _l("The refusal cannot be dated before the application.")),
        ],
    )


class FitForm(Form):
    """A fit-to-travel certificate."""

    fit = SelectField(
        _l("Doctor's decision"),
        choices=[SelectChoice("yes", _l("Fit to travel")), SelectChoice("no", _l("Not fit to travel"))],
    )
    issued_on = DayField(_l("Issued on"), validators=[Needed(), not_in_the_future])
    valid_until = DayField(
        _l("Valid until"), validators=[not_before("issued_on", _l("The date cannot be before the date of issue."))]
    )
    doctor = StringField(_l("Doctor"), validators=[Length(max=120)])
    file = UploadField(_l("Certificate"))


class ApprovalForm(Form):
    """The authority's answer, or the request to it."""

    authority = StringField(_l("Authority"), validators=[Length(max=120)])
    asked_on = DayField(_l("Requested on"), validators=[Needed(), not_in_the_future])
    status = EnumField(_l("Answer"), kind=ApprovalStatus, default=ApprovalStatus.ASKED, validators=[Needed()])
    answered_on = DayField(
        _l("Answered on"),
        validators=[not_in_the_future, not_before("asked_on", _l("The answer cannot be dated before the request."))],
    )
    valid_until = DayField(
        _l("Granted until"),
        validators=[not_before("answered_on", _l("The end date cannot be before the date of the answer."))],
        description=_l("Leave empty if there is no end date."),
    )
    renewable = BooleanField(_l("Can be requested again (its end date then only gives a warning)"), default=True)
    why = StringField(_l("Note"), validators=[Length(max=300)])
    file = UploadField(_l("Decision"))

    def validate_answered_on(self, field: Field) -> None:
        answered = self.status.data not in (None, ApprovalStatus.ASKED)
        if answered and not field.data and not field.errors:
            raise ValidationError(gettext("Enter the date of the answer."))


def embassy_choices(embassies: list[tuple[int, str, str]], locale: str) -> list[SelectChoice]:
    """(id, country, city) as "Georgia · Vienna"."""
    named = [(key, f"{countries.name(country, locale)} · {city}") for key, country, city in embassies]
    return named_pairs(named, blank="–")
