"""Fields for numbers: amounts in a currency and whole numbers, both parsed by `figures`."""

from collections.abc import Sequence
from typing import Any

from babel.numbers import get_decimal_symbol
from flask_babel import get_locale
from wtforms import Field, IntegerField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from models.words import say
from planner.language.translation import word
from planner.reference import figures
from planner.reference.figures import Unclear

WHOLE = say("Enter a whole number.")


class MoneyField(Field):
    """An amount such as 1 240,50, 1,240.50 or 1 240,50 €; `data` is minor units of its currency, never a float.

    The currency comes from the form field named `beside`, or from `currency` set by the view; without either, two
    decimals.
    """

    widget = TextInput()

    def __init__(self, *args: Any, beside: str = "currency", negative: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside, self.negative = beside, negative
        self.currency: str | None = None
        self._form: Any = kwargs.get("_form")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return figures.plain(self.data, self._expected(self._form), get_decimal_symbol(get_locale() or "en"))

    def _expected(self, form: Any) -> str | None:
        if self.currency is not None:
            return self.currency
        chosen = form[self.beside].data if form is not None and self.beside in form else None
        return chosen or None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the text; it is parsed after the whole form, because the currency's field may follow it."""
        self.data = None

    def pre_validate(self, form: Any) -> None:
        """Parse the entered text. Raises `StopValidation` that says what to enter instead."""
        typed = str(self.raw_data[0]).strip() if self.raw_data else ""
        if not typed:
            return
        try:
            self.data = figures.amount(typed, self._expected(form), negative=self.negative)
        except Unclear as unclear:
            raise StopValidation(word(unclear.sentence)) from None


class WholeField(IntegerField):
    """A whole number; `1 000` and `1000` are accepted, `1,000` is ambiguous and refused with both readings."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = figures.whole(valuelist[0], WHOLE)
        except Unclear as unclear:
            raise ValueError(word(unclear.sentence)) from None
