"""Two people edit the same form: the row is locked and compared; the second one sees both values in words."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_wtf.file import FileField
from sqlalchemy.orm import object_session
from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectFieldBase
from wtforms.form import BaseForm

from models.base import Base, Versioned


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people filled in differently."""

    label: str
    typed: str
    stored: str


def lock(row: Versioned) -> None:
    """Reload the row's version and lock the row until this transaction ends."""
    session = object_session(row)
    if session is not None and row in session and row not in session.new:
        session.refresh(row, ["version"], with_for_update=True)


def differences(form: BaseForm, row: Base | Versioned) -> list[Difference]:
    """The fields of `form` whose entered value differs from the present one of `row`."""
    session = object_session(row)
    if session is not None and row not in session.new:
        session.refresh(row)
    found = []
    for field in form:
        stored = getattr(row, field.short_name, field.object_data)
        if not _comparable(field, row):
            continue
        mine, theirs = words(field, field.data), words(field, stored)
        if mine != theirs:
            found.append(Difference(str(field.label.text), mine, theirs))
    return found


def _comparable(field: Field, row: Base | Versioned) -> bool:
    if isinstance(field, (HiddenField, FileField, FieldList, FormField)):
        return False
    return hasattr(row, field.short_name) or bool(field.object_data)


def words(field: Field, value: Any) -> str:
    """A value as the field would display it."""
    if isinstance(field, BooleanField):
        return gettext("Yes") if value else gettext("No")
    if isinstance(field, SelectFieldBase):
        wanted = value if isinstance(field, SelectMultipleField) else [value]
        keys = {"" if one is None else str(getattr(one, "value", one)) for one in wanted or ()}
        return ", ".join(str(text) for key, text, *_ in field.iter_choices() if str(key) in keys) or "–"
    kept = field.data, field.raw_data
    field.data, field.raw_data = value, None
    try:
        return str(field._value()).strip() or "–" if hasattr(field, "_value") else str(value or "–")
    finally:
        field.data, field.raw_data = kept
