"""A form field for a file: read once, checked, and refused with a sentence if its content does not match its name."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from models.words import Refused
from planner.files.contents import LARGEST, Upload, looked_at
from planner.language.translation import word


class UploadField(FileField):
    """A PDF, JPEG or PNG of at most 10 MB; after validation, `upload` is what `files.service.store` needs, or None.

    `UploadField(_l("Signed declaration"), validators=[Needed()])`; without `Needed` it may stay empty.
    """

    def __init__(self, label: Any = None, validators: Any = None, *, description: Any = None, **values: Any) -> None:
        super().__init__(
            label,
            validators,
            **{
                "description": description or _l("PDF, JPEG or PNG, at most 10 MB"),
                "render_kw": {"accept": ".pdf,.jpg,.jpeg,.png"},
                **values,
            },
        )
        self.type = "FileField"  # the form macro recognises the field by this name
        self.upload: Upload | None = None

    def pre_validate(self, form: BaseForm) -> None:
        self.upload = None
        if not self.data:
            return
        try:
            self.upload = looked_at(self.data.filename or "", self.data.stream.read(LARGEST + 1))
        except Refused as refusal:
            raise ValidationError(" ".join(word(sentence) for sentence in refusal.sentences)) from None
