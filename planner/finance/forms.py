"""Forms of finance: an invoice, a refund, and reasons for reversing either or giving up a claim."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length

from models import RefundKind
from planner.web.choices import SelectField
from planner.web.forms import DayField, Form, Needed
from planner.web.number_fields import MoneyField
from planner.web.place_fields import EnumField


class InvoiceForm(Form):
    """The values of the invoice; `asked` is the unusual amount that the user was asked to confirm."""

    invoice = StringField(_l("Invoice number"), validators=[Needed(), Length(max=60)])
    amount = MoneyField(_l("Invoice amount"), validators=[Needed()])
    asked = HiddenField()
    sure = BooleanField(_l("The amount is as on the invoice"))
    outside_why = StringField(_l("Reason for paying outside the dates"), validators=[Length(max=300)])

    def is_sure(self) -> bool:
        """Whether the user confirmed exactly the amount that is submitted now."""
        return bool(self.sure.data) and self.asked.data == str(self.amount.data)

    def ask(self) -> None:
        """Show the checkbox for this amount; confirming another amount does not count."""
        self.asked.raw_data, self.asked.data = None, str(self.amount.data)
        self.sure.data = False


class TakeBackForm(Form):
    """Why a payment, a refund or a credit note is reversed."""

    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class ReverseForm(TakeBackForm):
    """Why the latest refund or credit note shown on the page is reversed."""

    refund = HiddenField()


class BackForm(Form):
    """Money that was refunded or credited."""

    kind = EnumField(_l("Type"), kind=RefundKind, validators=[Needed()])
    document = StringField(_l("Document number"), validators=[Needed(), Length(max=60)])
    back = MoneyField(_l("Amount that came back"), validators=[Needed()])


class LineChangeForm(Form):
    """Another budget line for a cost."""

    line_id = SelectField(_l("Budget line"), coerce=int, validators=[Needed()])
    line_why = StringField(_l("Reason for the move"), validators=[Needed(), Length(max=300)])


class RequestedForm(Form):
    """When the refund was requested from the supplier."""

    requested_on = DayField(_l("Date of the request"), validators=[Needed()])


class GiveUpForm(Form):
    """Why the remaining money will not be refunded."""

    given_up_why = StringField(_l("Reason for giving up"), validators=[Needed(), Length(max=300)])
