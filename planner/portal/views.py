"""A facility's requests: the list, the progress of each, the sheet to sign, sending and discarding."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models.office import organisation, today
from models.people.request import RequestStatus, ReturnRequest
from models.words import say
from planner.audit import access_log
from planner.database.request_session import session
from planner.facilities import reporting, reports
from planner.facilities.owed import answer_by
from planner.language.translation import printed
from planner.portal import answers, queries, questions, service
from planner.portal.after_sending import add_reports, correct_url
from planner.portal.forms import SHEET, FilterForm
from planner.portal.own_people import add_people
from planner.portal.pages import add_pages, url_of
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.cleaning import number
from planner.web.forms import Form
from planner.web.pages import done

pages = Blueprint("portal", __name__, url_prefix="/requests")
PAGE = 50


def own(request_id: int, *, for_change: bool = False) -> ReturnRequest:
    """The facility's own request; 404 for any other."""
    row = queries.own(session, viewer(), request_id, for_change=for_change)
    if row is None:
        abort(404)
    return row


add_pages(pages, own)
add_people(pages)
add_reports(pages, own)


@pages.get("")
@allow(Can.SEND_REQUESTS)
def index() -> str:
    page = max(1, request.args.get("page", 1, type=number))
    state = request.args.get("state", "")
    rows, total = queries.listed(session, viewer(), state=state, page=page, size=PAGE)
    return render_template(
        "portal/index.html",
        rows=rows,
        total=total,
        page=page,
        size=PAGE,
        moved_on=queries.moved_on(session, viewer()),
        filter_form=FilterForm(formdata=None, state=state),
    )


@pages.post("")
@allow(Can.SEND_REQUESTS)
def begin() -> Response:
    row = service.begin(session, by=viewer())
    session.flush()
    return redirect(url_of(row, questions.Step("agreement")), 303)


@pages.get("/<int:request_id>")
@allow(Can.SEND_REQUESTS)
def show(request_id: int) -> str | Response:
    """The progress of a request; a draft continues where the user stopped."""
    row = own(request_id)
    if row.status is RequestStatus.DRAFT:
        step = questions.first_open(row.answers)
        return redirect(url_of(row, step) if step else url_for("portal.check", request_id=row.id))
    access_log.note("request.read", "return_request", str(row.id), user_id=viewer().id, case_id=row.case_id)
    days = queries.departures(session, [row.case_id] if row.case_id else [])
    return render_template(
        "portal/show.html",
        row=queries.as_row(row, days),
        groups=[one for one in answers.grouped(row.answers) if queries.stays_here(row, viewer(), one[0])],
        files=queries.files_of(session, row),
        answer_by=answer_by(row),
        reports=reports.of_request(session, viewer(), row),
        report_by=reporting.answer_by,
        correct_url=correct_url,
    )


@pages.get("/<int:request_id>/check")
@allow(Can.SEND_REQUESTS)
def check(request_id: int) -> str | Response:
    """All answers before sending, each with a link to its page."""
    row = own(request_id)
    if row.status is not RequestStatus.DRAFT or not questions.complete(row.answers):
        return redirect(url_for("portal.show", request_id=row.id))
    return render_template(
        "portal/check.html",
        request_row=row,
        groups=answers.grouped(row.answers),
        url_of=url_of,
        files=queries.files_of(session, row),
        steps_total=questions.expected(row.answers),
    )


@pages.post("/<int:request_id>/send")
@allow(Can.SEND_REQUESTS)
def send(request_id: int) -> Response:
    row = own(request_id, for_change=True)
    contact = row.answers.get("contact") or {}
    language = contact.get("language", "")
    service.send(
        session,
        row,
        by=viewer(),
        on=today(),
        note=answers.note(row.answers),
        language="" if language == "not_known" else language,
    )
    return done(
        say(
            "Request %(reference)s has been sent to %(organisation)s.",
            organisation=organisation,
            reference=row.reference,
        ),
        "portal.show",
        request_id=row.id,
    )


@pages.get("/<int:request_id>/discard")
@allow(Can.SEND_REQUESTS)
def ask_discard(request_id: int) -> str | Response:
    row = own(request_id)
    if row.status is not RequestStatus.DRAFT:
        return redirect(url_for("portal.show", request_id=row.id))
    return render_template("portal/discard.html", request_row=row, form=Form())


@pages.post("/<int:request_id>/discard")
@allow(Can.SEND_REQUESTS)
def discard(request_id: int) -> Response:
    row = own(request_id, for_change=True)
    service.discard(session, row, by=viewer())
    return done(say("The draft and its answers have been deleted."), "portal.index")


@pages.get("/sheet/<language:language>")
@allow(Can.SEND_REQUESTS, Can.READ_CASES)
def sheet(language: str) -> str:
    """The sheet that each person signs before anything goes to IOM, in a language the person can read."""
    return render_template(
        "portal/sheet.html",
        paper=printed("portal/sheet_paper.html", language, version=SHEET, facility=viewer().facility),
    )
