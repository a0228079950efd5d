"""The page of one cost: its invoice, refunds and claim, with every way to correct them."""

from collections.abc import Callable
from typing import Any

from flask import abort, render_template

from models import Charge, Claim, Stage
from models.office import today
from models.words import Refused, Say, say
from planner.database.request_session import session
from planner.finance import changes_read, claims, moving_lines, outside, queries, service
from planner.finance.blueprint import pages
from planner.finance.forms import (
    BackForm,
    GiveUpForm,
    InvoiceForm,
    LineChangeForm,
    RequestedForm,
    ReverseForm,
    TakeBackForm,
)
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, turned_back
from planner.web.forms import Form, day_of, number_of, text_of
from planner.web.number_fields import MoneyField
from planner.web.pages import done
from planner.web.place_fields import pairs

WAITS = say("Saved. Nothing is paid until an approver has confirmed the payment.")
FORMS: dict[str, type[Form]] = {
    "invoice": InvoiceForm,
    "take_back": TakeBackForm,
    "reverse": ReverseForm,
    "back": BackForm,
    "requested": RequestedForm,
    "give_up": GiveUpForm,
    "move": LineChangeForm,
}


@pages.get("/costs/<int:charge_id>")
@allow(Can.READ_BUDGET)
def cost(charge_id: int) -> str:
    return _page(_charge(charge_id))


def _page(charge: Charge, **sent: Form) -> str:
    """The page with one form as it was submitted and the others empty."""
    currency = charge.line.project.currency
    forms = {name: sent.get(name) or kind(formdata=None) for name, kind in FORMS.items()}
    for name, form in forms.items():
        for field in form:
            if isinstance(field, MoneyField):
                field.currency = currency
        form["csrf_token"].id = f"{name}-csrf_token"  # one page, several forms: ids must differ
    _choices(forms["move"], charge)
    refunds = claims.refunds_of(session, [charge.id])
    forms["reverse"]["refund"].data = str(max((row.id for row in refunds if not row.reversed_at), default=""))
    return render_template(
        "finance/cost.html",
        charge=charge,
        moves=queries.moves(session, charge.id),
        by_number=bool(queries.by_number(session, viewer(), [charge])),
        claim=claims.claim_of(session, charge),
        refunds=refunds,
        numbers=queries.case_numbers(session, viewer(), [charge]),
        itineraries=queries.itinerary_numbers(session, [charge]),
        escorts=queries.escort_codes(session, [charge]),
        Stage=Stage,
        outside=outside.refusal(charge, today()),
        waiting=changes_read.of_charge(session, charge),
        **forms,
    )


def _choices(form: Any, charge: Charge) -> None:
    lines = moving_lines.other_lines(session, charge)
    form.line_id.choices = pairs([(line.id, f"{line.project.code} · {line.code} {line.name}") for line in lines])


def _acted(charge: Charge, name: str, form: Form, save: Callable[[], Any], told: Say) -> Answer:
    """Carry out what one of the page's forms requests, or show the page again with the submitted values."""

    def form_is_shown() -> bool:
        return name != "invoice" or changes_read.of_charge(session, charge) is None

    problem = turned_back(form, save, lambda: _page(charge, **{name: form}), form_is_shown=form_is_shown)
    return problem or done(told, "finance.cost", charge_id=charge.id)


@pages.post("/costs/<int:charge_id>/invoice")
@allow(Can.WRITE_PAYMENTS)
def enter_invoice(charge_id: int) -> Answer:
    charge, form = _charge(charge_id), InvoiceForm()
    form.amount.currency = charge.line.project.currency
    if form.validate_on_submit() and charge.stage is Stage.COMMITTED and not form.is_sure():
        if service.is_unusual(session, charge, number_of(form.amount), today()):
            form.ask()
            return _page(charge, invoice=form), 422
    elif charge.stage is not Stage.COMMITTED:
        raise Refused(say("Only a committed cost can be paid. This cost is not committed."))

    outside_dates = outside.refusal(charge, today()) is not None

    def save() -> None:
        amount, invoice, by = number_of(form.amount), text_of(form.invoice), viewer()
        if outside_dates:
            why = text_of(form.outside_why)
            outside.ask(session, charge, amount=amount, invoice=invoice, why=why, by=by, today=today())
        else:
            service.pay(session, charge, amount=amount, invoice=invoice, by=by)

    told = WAITS if outside_dates else say("Payment recorded and shown on the budget line.")
    return _acted(charge, "invoice", form, save, told)


@pages.post("/costs/<int:charge_id>/take-back")
@allow(Can.WRITE_PAYMENTS)
def take_back(charge_id: int) -> Answer:
    charge, form = _charge(charge_id), TakeBackForm()

    def save() -> None:
        service.take_back_payment(session, charge, why=text_of(form.why), by=viewer())

    return _acted(charge, "take_back", form, save, say("Payment reversed. The cost is committed again."))


@pages.post("/costs/<int:charge_id>/back")
@allow(Can.WRITE_PAYMENTS)
def give_back(charge_id: int) -> Answer:
    charge, form = _charge(charge_id), BackForm()
    form.back.currency = charge.line.project.currency

    def save() -> None:
        kind, amount = form.kind.data, number_of(form.back)
        service.give_back(session, charge, kind, amount, text_of(form.document), by=viewer())

    return _acted(charge, "back", form, save, say("Saved. The amount is available on the budget line again."))


@pages.post("/costs/<int:charge_id>/back/reverse")
@allow(Can.WRITE_PAYMENTS)
def reverse_refund(charge_id: int) -> Answer:
    charge, form = _charge(charge_id), ReverseForm()

    def save() -> None:
        known = {str(row.id): row for row in claims.refunds_of(session, [charge.id])}
        row = known.get(form.refund.data or "") or abort(404)
        service.take_back_refund(session, row, why=text_of(form.why), by=viewer())

    return _acted(charge, "reverse", form, save, say("Refund or credit note reversed."))


@pages.post("/costs/<int:charge_id>/requested")
@allow(Can.WRITE_PAYMENTS)
def requested(charge_id: int) -> Answer:
    charge, form = _charge(charge_id), RequestedForm()

    def save() -> None:
        service.request(session, _claim(charge), day_of(form.requested_on), by=viewer())

    return _acted(charge, "requested", form, save, say("Request recorded. The claim waits for the supplier."))


@pages.post("/costs/<int:charge_id>/give-up")
@allow(Can.APPROVE_MONEY)
def give_up(charge_id: int) -> Answer:
    charge, form = _charge(charge_id), GiveUpForm()

    def save() -> None:
        service.give_up(session, charge, why=text_of(form.given_up_why), by=viewer())

    return _acted(charge, "give_up", form, save, say("Claim given up. The money stays spent."))


@pages.post("/costs/<int:charge_id>/line")
@allow(Can.WRITE_PAYMENTS)
def change_line(charge_id: int) -> Answer:
    charge, form = _charge(charge_id), LineChangeForm()
    _choices(form, charge)

    def save() -> None:
        moving_lines.move_to(session, charge, form.line_id.data, by=viewer(), why=text_of(form.line_why))

    return _acted(charge, "move", form, save, say("The cost is on the other budget line now."))


def _charge(charge_id: int) -> Charge:
    return queries.charge(session, viewer(), charge_id) or abort(404)


def _claim(charge: Charge) -> Claim:
    return claims.claim_of(session, charge) or abort(404)
