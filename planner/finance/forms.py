"""Forms of finance: an invoice, what came back, and reasons for taking either back or giving a claim up."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length

from models import RefundKind
from planner.web.forms import DayField, Form, Needed
from planner.web.number_fields import MoneyField
from planner.web.place_fields import EnumField


class InvoiceForm(Form):
    """What the invoice says; `asked` is the unusual amount that the page has asked about."""

    invoice = StringField(_l("Invoice number"), validators=[Needed(), Length(max=60)])
    amount = MoneyField(_l("Invoice amount"), validators=[Needed()])
    asked = HiddenField()
    sure = BooleanField(_l("The amount is as on the invoice"))

    def is_sure(self) -> bool:
        """Whether the box was ticked for the very amount that is sent now."""
        return bool(self.sure.data) and self.asked.data == str(self.amount.data)

    def ask(self) -> None:
        """Show the box for this amount; a tick for another amount does not count."""
        self.asked.raw_data, self.asked.data = None, str(self.amount.data)
        self.sure.data = False


class TakeBackForm(Form):
    """Why a payment, a refund or a credit note is taken back."""

    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])


class ReverseForm(TakeBackForm):
    """Why the refund or credit note that the page showed last is taken back."""

    refund = HiddenField()


class BackForm(Form):
    """Money that came back, or is set off."""

    kind = EnumField(_l("Type"), kind=RefundKind, validators=[Needed()])
    document = StringField(_l("Document number"), validators=[Needed(), Length(max=60)])
    back = MoneyField(_l("Amount that came back"), validators=[Needed()])


class RequestedForm(Form):
    """When the supplier was asked for the money."""

    requested_on = DayField(_l("Date of the request"), validators=[Needed()])


class GiveUpForm(Form):
    """Why the rest of the money will not be refunded."""

    given_up_why = StringField(_l("Reason for giving up"), validators=[Needed(), Length(max=300)])
