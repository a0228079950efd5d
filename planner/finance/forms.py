"""Forms of finance: an invoice, and a reason for taking it back."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from planner.web.forms import Form, Needed
from planner.web.number_fields import MoneyField


class InvoiceForm(Form):
    """What the invoice says."""

    invoice = StringField(_l("Invoice number"), validators=[Needed(), Length(max=60)])
    amount = MoneyField(_l("Invoice amount"), validators=[Needed()])


class TakeBackForm(Form):
    """Why a payment is taken back."""

    why = StringField(_l("Reason"), validators=[Needed(), Length(max=300)])
