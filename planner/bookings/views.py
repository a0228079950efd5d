"""Pages of bookings: the list with its alarms, one itinerary, tickets, withdrawing, cancelling, the name list."""

import re

from flask import abort, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Booking, Case, CaseStatus, ItineraryStatus, PassengerStatus, office
from models.words import Amount, say
from planner.audit import access_log
from planner.bookings import hold_pages, queries, service, words
from planner.bookings.blueprint import pages
from planner.bookings.effects import effects
from planner.bookings.forms import TICKET, ReasonForm, ReservationForm, WithdrawForm
from planner.bookings.holding import OPEN
from planner.database.request_session import session
from planner.judgement import names
from planner.judgement import queries as judgements
from planner.language.labels import label
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.choices import SelectChoice
from planner.web.cleaning import clean, number
from planner.web.editing import turned_back
from planner.web.forms import Form, text_of
from planner.web.pages import done, invalid

PARTS = (hold_pages, words)
"""Holding seats, and what its templates call, hang on the blueprint as well."""
OUTCOMES = (CaseStatus.WITHDRAWN, CaseStatus.PREPARING, CaseStatus.ON_HOLD)


@pages.get("")
@allow(Can.READ_BOOKINGS)
def index() -> str:
    wanted = request.args.get("status", "")
    status = next((one for one in ItineraryStatus if one.value == wanted), None)
    rows, page, page_count, total = queries.listed(
        session, viewer(), status=status, page=request.args.get("page", 1, type=number)
    )
    return render_template(
        "bookings/index.html",
        rows=rows,
        judged=judgements.on_itineraries(session, viewer(), {row.itinerary.id for row in rows}),
        page=page,
        pages=page_count,
        total=total,
        status=status,
        statuses=list(ItineraryStatus),
    )


def row_or_404(itinerary_id: int) -> queries.Row:
    """The itinerary, if the viewer may see anyone on it or the office holds seats on it."""
    row = queries.found(session, viewer(), itinerary_id)
    if row is None:
        abort(404)
    return row


def _with_people(itinerary_id: int) -> queries.Row:
    """The itinerary with somebody on it; nothing is done to seats held by the office on these pages."""
    row = row_or_404(itinerary_id)
    if not row.passengers:
        abort(404)
    return row


def _family(row: queries.Row, case_id: int) -> Case:
    case = next((one.case for one in row.passengers if one.case_id == case_id), None)
    if case is None:
        abort(404)
    return case


@pages.get("/<int:itinerary_id>")
@allow(Can.READ_BOOKINGS)
def show(itinerary_id: int) -> str:
    row = row_or_404(itinerary_id)
    access_log.note("itinerary.read", "itinerary", str(itinerary_id), user_id=viewer().id)
    return _page(row)


def _page(
    row: queries.Row,
    typed: dict[int, str] | None = None,
    errors: tuple[tuple[str, str | None], ...] = (),
    reservation: ReservationForm | None = None,
    at: int = 0,
) -> str:
    forms, reservations = {}, queries.reservations(session, row)
    for booking, _people in reservations:
        if reservation is not None and booking.id == at:
            forms[booking.id] = reservation
            continue
        forms[booking.id] = ReservationForm(formdata=None, prefix=f"b{booking.id}-")
        forms[booking.id].fill(booking)
    return render_template(
        "bookings/show.html",
        row=row,
        itinerary=row.itinerary,
        reservations=reservations,
        forms=forms,
        form=reservation,
        typed=typed or {},
        errors=errors,
        charges=queries.costs(session, row),
        escorts=queries.escorts(session, row),
        open=row.status in OPEN,
        in_the_air={one.case_id for one in row.passengers if one.status is PassengerStatus.DEPARTED},
        people=queries.with_papers(session, row),
        judged=judgements.on_itineraries(session, viewer(), {row.itinerary.id}).get(row.itinerary.id, []),
        today_is=office.today(),
    )


@pages.post("/<int:itinerary_id>/reservations/<int:booking_id>")
@allow(Can.WRITE_BOOKINGS)
def reservation(itinerary_id: int, booking_id: int) -> Response | tuple[str, int]:
    row = row_or_404(itinerary_id)
    booking = session.get(Booking, booking_id)
    if booking is None or booking.id not in {one.id for one, _ in queries.reservations(session, row)}:
        abort(404)
    form = ReservationForm(prefix=f"b{booking_id}-")

    def save() -> None:
        form.check_version(booking)
        service.enter_pnr(session, booking, text_of(form.pnr), form.time_limit, by=viewer())

    return turned_back(form, save, lambda: _page(row, reservation=form, at=booking_id)) or done(
        say("Reservation saved."), "bookings.show", itinerary_id=itinerary_id
    )


@pages.post("/<int:itinerary_id>/tickets")
@allow(Can.WRITE_BOOKINGS)
def tickets(itinerary_id: int) -> Response | tuple[str, int]:
    row = _with_people(itinerary_id)
    typed = {
        one.id: clean(request.form.get(f"ticket-{one.id}", "")).upper()
        for one in row.passengers
        if not one.ticket_number
    }
    wrong = tuple(
        (
            gettext("“%(number)s” is not a ticket number. Use 7 to 20 digits, letters or hyphens.", number=text[:30]),
            f"ticket-{key}",
        )
        for key, text in typed.items()
        if text and not re.fullmatch(TICKET, text)
    )
    if wrong:
        return _page(row, typed, wrong), 422
    numbers = {key: text for key, text in typed.items() if text}
    form, finished = Form(), list[Case]()

    def save() -> None:
        finished.extend(service.ticket(session, row.itinerary, numbers, by=viewer(), today=office.today()))

    return turned_back(form, save, lambda: _page(row, typed, tuple((text, None) for text in form.form_errors))) or done(
        say("Tickets saved. Families with all tickets: %(count)s.", count=len(finished)),
        "bookings.show",
        itinerary_id=itinerary_id,
    )


@pages.get("/<int:itinerary_id>/families/<int:case_id>/withdraw")
@allow(Can.WRITE_BOOKINGS)
def withdraw(itinerary_id: int, case_id: int) -> str:
    row = row_or_404(itinerary_id)
    return _leaving("bookings/withdraw.html", row, [_family(row, case_id)], _outcomes(WithdrawForm(formdata=None)))


@pages.post("/<int:itinerary_id>/families/<int:case_id>/withdraw")
@allow(Can.WRITE_BOOKINGS)
def withdraw_now(itinerary_id: int, case_id: int) -> Response | tuple[str, int]:
    row = row_or_404(itinerary_id)
    case, form = _family(row, case_id), _outcomes(WithdrawForm())
    if not form.validate_on_submit():
        return _leaving("bookings/withdraw.html", row, [case], form), 422
    given = service.withdraw(session, case, by=viewer(), why=text_of(form.why), to=CaseStatus(form.to.data))
    return done(
        say(
            "Case %(number)s removed from the itinerary. %(money)s is available again.",
            number=case.number,
            money=Amount(given, _currency(row)),
        ),
        "bookings.index",
    )


@pages.get("/<int:itinerary_id>/cancel")
@allow(Can.WRITE_BOOKINGS)
def cancel(itinerary_id: int) -> str:
    row = _with_people(itinerary_id)
    return _leaving("bookings/cancel.html", row, _cases(row), ReasonForm(formdata=None))


@pages.post("/<int:itinerary_id>/cancel")
@allow(Can.WRITE_BOOKINGS)
def cancel_now(itinerary_id: int) -> Response | tuple[str, int]:
    row, form = _with_people(itinerary_id), ReasonForm()
    if not form.validate_on_submit():
        return _leaving("bookings/cancel.html", row, _cases(row), form), 422
    given = service.cancel(session, row.itinerary, by=viewer(), why=text_of(form.why))
    return done(
        say(
            "%(number)s cancelled. %(money)s is available again.",
            number=row.itinerary.number,
            money=Amount(given, _currency(row)),
        ),
        "bookings.index",
    )


@pages.get("/<int:itinerary_id>/families/<int:case_id>/tickets-back")
@allow(Can.WRITE_BOOKINGS)
def tickets_back(itinerary_id: int, case_id: int) -> str:
    row = row_or_404(itinerary_id)
    return render_template(
        "bookings/tickets_back.html",
        row=row,
        itinerary=row.itinerary,
        case=_family(row, case_id),
        form=ReasonForm(formdata=None),
    )


@pages.post("/<int:itinerary_id>/families/<int:case_id>/tickets-back")
@allow(Can.WRITE_BOOKINGS)
def tickets_back_now(itinerary_id: int, case_id: int) -> Response | tuple[str, int]:
    row, form = row_or_404(itinerary_id), ReasonForm()
    case = _family(row, case_id)
    if not form.validate_on_submit():
        return invalid("bookings/tickets_back.html", row=row, itinerary=row.itinerary, case=case, form=form)
    service.unticket(session, row.itinerary, case, by=viewer(), why=text_of(form.why))
    return done(
        say("Tickets of case %(number)s cancelled.", number=case.number), "bookings.show", itinerary_id=itinerary_id
    )


@pages.get("/<int:itinerary_id>/names")
@allow(Can.READ_BOOKINGS)
def name_list(itinerary_id: int) -> str:
    row = row_or_404(itinerary_id)
    access_log.note("itinerary.names_read", "itinerary", str(itinerary_id), user_id=viewer().id)
    people = queries.with_papers(session, row)
    lines = [
        (one, people[one.person_id], *names.as_in_document(people[one.person_id], office.today()))
        for one in row.passengers
    ]
    lines.sort(key=lambda line: (line[2], line[3]))
    return render_template(
        "bookings/names.html",
        row=row,
        itinerary=row.itinerary,
        lines=lines,
        judged=judgements.of_cases(session, viewer(), {one.case_id for one in row.passengers}),
    )


def _leaving(template: str, row: queries.Row, cases: list[Case], form: ReasonForm) -> str:
    return render_template(
        template, row=row, itinerary=row.itinerary, cases=cases, form=form, effects=effects(session, cases, by=viewer())
    )


def _outcomes(form: WithdrawForm) -> WithdrawForm:
    form.to.choices = [SelectChoice(status.value, label(status)) for status in OUTCOMES]
    return form


def _cases(row: queries.Row) -> list[Case]:
    return list({one.case_id: one.case for one in row.passengers}.values())


def _currency(row: queries.Row) -> str:
    charges = queries.charges(session, row)
    return charges[0].line.project.currency if charges else row.itinerary.option.currency
