"""Choice fields of WTForms 3.3; its type stubs still describe the previous version."""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

import wtforms
from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:

    class SelectChoice(NamedTuple):
        """One choice: the submitted value and its label (by default the value itself)."""

        value: Any
        label: Any = None

    def enum_coerce(enum_cls: type[Enum]) -> Callable[[object], Enum]:
        """A function that turns a submitted value into an enum member."""

else:
    from wtforms.fields.choices import SelectChoice, enum_coerce

__all__ = ["RadioField", "SelectChoice", "SelectField", "SelectMultipleField", "enum_coerce"]


def _said(options: dict[str, Any]) -> dict[str, Any]:
    """One sentence for a value that is not on the list, unless a field has its own."""
    sentence = _l("Choose from the list.")
    return {"invalid_choice_message": sentence, "invalid_value_message": sentence, **options}


class SelectField(wtforms.SelectField):
    """A list of choices; `data` is the submitted value after `coerce`."""

    choices: list[SelectChoice] | None

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, **_said(options))


class KeptSelectField(SelectField):
    """A list that also offers a stored value missing from it, so that saving does not erase the value."""

    def process(self, *values: Any, **options: Any) -> None:
        super().process(*values, **options)
        kept = self.object_data
        if kept and kept not in [choice.value for choice in self.choices or ()]:
            self.choices = [*(self.choices or ()), SelectChoice(kept, kept)]


class SelectMultipleField(wtforms.SelectMultipleField):
    """Several choices; `data` is a list."""

    choices: list[SelectChoice] | None

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        sentence = {"invalid_choice_message": _l("“%(value)s” is not on the list.")}
        super().__init__(label, validators, **{**sentence, **options})


class RadioField(wtforms.RadioField):
    """Radio buttons; `data` is the submitted value after `coerce`."""

    choices: list[SelectChoice] | None

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, **_said(options))
