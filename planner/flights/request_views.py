"""Pages of people without flights and of requests to the travel agent, with the workbook that is sent."""

from datetime import date, timedelta
from io import BytesIO

from flask import abort, render_template, request, send_file
from flask_babel import get_locale
from werkzeug.wrappers import Response

from models.office import today
from models.words import Refused, say
from planner.database.request_session import session
from planner.flights import agent_sheets, demand, estimates, queries, service
from planner.flights.blueprint import pages
from planner.flights.forms import AskForm, UploadForm, WindowForm
from planner.language.translation import word
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.pages import done

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AHEAD = timedelta(days=42)


@pages.get("/people")
@allow(Can.WRITE_FLIGHTS)
def people() -> str:
    """Who needs a flight in a period; only numbers of people."""
    form = WindowForm(request.args, first=today(), last=today() + AHEAD)
    form.validate()
    first = form.first.data or today()
    last = max(form.last.data or first + AHEAD, first)
    if not request.args:
        form.first.data, form.last.data = first, last
    found = demand.people_without_flights(session, viewer(), first, last, today())
    return render_template(
        "flights/people.html",
        found=found,
        first=first,
        last=last,
        window_form=form,
        ask_form=AskForm(first_day=first.isoformat(), last_day=last.isoformat()),
        any_cases=demand.cases_in_preparation(session, viewer()),
    )


@pages.get("/requests")
@allow(Can.READ_FLIGHTS)
def requests() -> str:
    return render_template("flights/requests.html", rows=queries.requests(session))


@pages.post("/requests")
@allow(Can.WRITE_FLIGHTS)
def ask() -> Response:
    """Make a request for everyone who needs a flight in the period shown."""
    form = AskForm()
    try:
        first, last = (date.fromisoformat(field.data or "") for field in (form.first_day, form.last_day))
    except ValueError:
        abort(400)
    if not form.validate_on_submit() or last < first:
        abort(400)
    found = demand.people_without_flights(session, viewer(), first, last, today())
    made = service.ask(session, first, last, found.rows, by=viewer())
    return done(
        say("Request %(reference)s has been created. Send its workbook to the travel agent.", reference=made.reference),
        "flights.request_page",
        request_id=made.id,
    )


@pages.get("/requests/<int:request_id>")
@allow(Can.READ_FLIGHTS)
def request_page(request_id: int) -> str:
    row = queries.request(session, request_id) or abort(404)
    return render_template(
        "flights/request.html", row=row, upload_form=UploadForm(), options=queries.answers(session, row.id)
    )


@pages.get("/requests/<int:request_id>/workbook")
@allow(Can.READ_FLIGHTS)
def workbook(request_id: int) -> Response:
    """The workbook for the agent: people, offers so far, and instructions."""
    row = queries.request(session, request_id) or abort(404)
    came = [option for option in queries.answers(session, row.id) if option.state.value in ("offered", "held")]
    content = agent_sheets.agent_book(row, came, word, str(get_locale() or "en"))
    return send_file(BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name=f"{row.reference}.xlsx")


@pages.post("/requests/<int:request_id>/estimates")
@allow(Can.WRITE_FLIGHTS)
def make_estimates(request_id: int) -> Response:
    """Make estimates from the latest journeys for the days of the request, so that planning can begin."""
    row = queries.request(session, request_id) or abort(404)
    made = estimates.estimate(session, row, by=viewer())
    if not made:
        raise Refused(
            say("There are no earlier flights to these airports to copy, or these days already have options.")
        )
    return done(
        say("Estimates created from the last known flights: %(number)s.", number=made),
        "flights.request_page",
        request_id=row.id,
    )
