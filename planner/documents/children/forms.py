"""The form of one document about a child, with only the fields and labels of its kind."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import Length, ValidationError

from models import ChildPaperKind, Ground
from planner.cases.forms import chosen, not_in_the_future
from planner.documents.forms import is_a_function
from planner.files.forms import UploadField
from planner.web.forms import DayField, Form, Needed
from planner.web.place_fields import EnumField

K = ChildPaperKind
WHO: dict[ChildPaperKind, Any] = {
    K.BEST_INTERESTS: _l("Authority that decided"),
    K.PARENTS: _l("Name of the person who consents, or the court that decided"),
    K.GUARDIAN: _l("Name of the guardian"),
    K.RECEIVER: _l("Name of the person who receives the child"),
    K.OTHER_PARENT: _l("Name of the other parent, or the court that decided"),
    K.RESPONSIBILITY: _l("Authority that decided"),
}
WHEN: dict[ChildPaperKind, Any] = {
    K.BEST_INTERESTS: _l("Date of the decision"),
    K.PARENTS: _l("Date of the consent or decision"),
    K.GUARDIAN: _l("Date of the consent"),
    K.RECEIVER: _l("Confirmed on"),
    K.OTHER_PARENT: _l("Date of the consent or decision"),
    K.RESPONSIBILITY: _l("Date of the decision"),
}
HINTS: dict[ChildPaperKind, Any] = {
    K.BEST_INTERESTS: _l("Record the decision only if it finds that return is best for the child."),
    K.PARENTS: _l("Record the consent of each parent separately."),
    K.GUARDIAN: _l("The guardian appointed for the child. A social worker cannot consent."),
    K.RECEIVER: _l("A parent, a relative or an authority who meets the child on arrival."),
    K.OTHER_PARENT: _l("Also if the other parent travels with the child."),
    K.RESPONSIBILITY: _l("For an adult of this case who is not a parent, for example a grandmother."),
}
OF_A_PERSON = frozenset({K.PARENTS, K.GUARDIAN, K.OTHER_PARENT, K.RECEIVER})
HAS_GROUND = frozenset({K.PARENTS, K.OTHER_PARENT})


class ChildPaperForm(Form):
    """A decision, consent, receiver or responsibility; fields that a kind does not have are removed."""

    given_by = StringField("", validators=[Needed(), Length(max=120)])
    ground = EnumField(_l("What is presented"), kind=Ground, default=Ground.CONSENT, validators=[Needed()])
    adult_id = chosen(_l("Adult with parental responsibility"), validators=[Needed(_l("Choose the adult."))])
    contact = StringField(
        _l("Telephone or address of this person"),
        validators=[Needed(_l("Enter how to reach this person.")), Length(max=200)],
    )
    given_on = DayField("", validators=[Needed(), not_in_the_future])
    file = UploadField(_l("Signed document"))

    def of_kind(self, kind: ChildPaperKind) -> None:
        """Keep only the fields of this kind."""
        self.kind = kind
        self.given_by.label.text, self.given_by.description = WHO[kind], HINTS[kind]
        self.given_on.label.text = WHEN[kind]
        for name, has in (
            ("ground", kind in HAS_GROUND),
            ("adult_id", kind is K.RESPONSIBILITY),
            ("contact", kind is K.RECEIVER),
        ):
            if not has:
                delattr(self, name)

    def validate_given_by(self, field: Field) -> None:
        by_court = self.ground is not None and self.ground.data is not Ground.CONSENT
        if self.kind in OF_A_PERSON and not by_court and is_a_function(field.data or ""):
            raise ValidationError(
                gettext("Enter the name of the person. A social worker cannot consent for the child.")
            )
