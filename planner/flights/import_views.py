"""The import of the agent's workbook: upload, preview, confirm. The server stores nothing between the steps."""

from io import BytesIO
from typing import Any, cast

from flask import abort, current_app, render_template, send_file
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from models import FlightRequest
from models.office import today
from models.words import Refused, say
from planner.database.request_session import let_go, session
from planner.flights import agent_sheets, importing, queries
from planner.flights.blueprint import pages
from planner.flights.forms import ConfirmForm, UploadForm
from planner.flights.judging import Preview, Verdict
from planner.flights.request_views import WORKBOOK
from planner.flights.workbook import reading
from planner.flights.workbook.headings import heading_names
from planner.language.translation import word
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.forms import text_of
from planner.web.pages import done, invalid

GOOD_FOR = 3600
Answer = str | Response | tuple[str, int]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(cast(str, current_app.secret_key), salt="flight-offers")


@pages.get("/import")
@allow(Can.WRITE_FLIGHTS)
def import_page() -> str:
    return render_template("flights/import.html", form=UploadForm(), request_row=None)


@pages.post("/import")
@allow(Can.WRITE_FLIGHTS)
def upload() -> Answer:
    return _uploaded("", None)


@pages.post("/requests/<int:request_id>/import")
@allow(Can.WRITE_FLIGHTS)
def upload_answer(request_id: int) -> Answer:
    row = queries.request(session, request_id) or abort(404)
    return _uploaded(row.reference, row)


def _uploaded(expected: str, row: FlightRequest | None) -> Answer:
    form = UploadForm()
    if not form.validate_on_submit() or form.workbook.data is None:
        return invalid("flights/import.html", form=form, request_row=row)
    content = form.workbook.data.read(reading.MOST_BYTES + 1)
    user_id = viewer().id
    let_go()  # do not hold the write lock while the child process reads; the preview only reads
    try:
        workbook = reading.read(content)
    except Refused as refusal:
        form.workbook.errors = [word(sentence) for sentence in refusal.sentences]
        return invalid("flights/import.html", form=form, request_row=row)
    signed = _signer().dumps({"book": workbook.as_plain(), "expected": expected, "user": user_id})
    shown = importing.preview(session, workbook, heading_names(), today(), viewer=viewer(), expected=expected)
    return _page(shown, str(signed))


def _page(shown: Preview, signed: str, *, changed: bool = False) -> Answer:
    form = ConfirmForm(formdata=None, sheet=signed, fingerprint=shown.fingerprint)
    page = render_template("flights/preview.html", shown=shown, confirm_form=form, Verdict=Verdict, changed=changed)
    return page, 422 if shown.faults else 409 if changed else 200


def _opened() -> tuple[dict[str, Any], ConfirmForm]:
    """The workbook uploaded before. Raises `Refused` if it is not ours, another user's or an hour old."""
    form = ConfirmForm()
    try:
        opened = _signer().loads(form.sheet.data or "", max_age=GOOD_FOR)
    except BadSignature:
        opened = None
    if opened is None or opened["user"] != viewer().id or not form.validate_on_submit():
        raise Refused(
            say("This upload has expired or the file has changed. Choose the workbook again. Nothing was imported.")
        )
    return opened, form


@pages.post("/import/confirm")
@allow(Can.WRITE_FLIGHTS)
def confirm() -> Answer:
    """Import what was previewed, all of it or nothing; it is judged again in the transaction that writes."""
    opened, form = _opened()
    shown = importing.preview(
        session,
        reading.from_plain(opened["book"]),
        heading_names(),
        today(),
        viewer=viewer(),
        expected=opened["expected"],
    )
    if shown.faults or shown.fingerprint != form.fingerprint.data:
        return _page(shown, text_of(form.sheet), changed=True)
    importing.store(session, shown, by=viewer())
    told = say(
        "Imported: %(new)s new, %(changed)s changed, %(same)s unchanged.",
        new=shown.count(Verdict.NEW),
        changed=shown.count(Verdict.CHANGED),
        same=shown.count(Verdict.UNCHANGED),
    )
    row = queries.request_called(session, shown.reference)
    if row is None:
        return done(told, "flights.index")
    return done(told, "flights.request_page", request_id=row.id)


@pages.post("/import/marked")
@allow(Can.WRITE_FLIGHTS)
def marked() -> Response:
    """The submitted sheet, with each wrong cell coloured and annotated."""
    opened, _form = _opened()
    workbook = reading.from_plain(opened["book"])
    shown = importing.preview(session, workbook, heading_names(), today(), viewer=viewer(), expected=opened["expected"])
    told = {fault.at: word(fault.sentence) for fault in shown.faults}
    content = agent_sheets.marked_book(workbook, shown.table, told)
    return send_file(BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name="offers-with-errors.xlsx")
