"""Pages of flight options and flights: list, one option, adding and editing; a flight edited or cancelled."""

from datetime import timedelta
from io import BytesIO

from flask import abort, render_template, request, send_file
from werkzeug.wrappers import Response

from models import Flight, FlightOption, office
from models.words import say
from planner import settings
from planner.database.request_session import session
from planner.flights import agent_sheets, import_views, queries, request_views, service
from planner.flights.blueprint import pages
from planner.flights.connections import short_connection
from planner.flights.forms import FlightForm, ListForm, OptionForm, WavesForm, WhyForm
from planner.flights.held import held_on
from planner.flights.offers import Impossible
from planner.language.translation import word
from planner.programmes.blueprint import city
from planner.reference.airports import NoSuchTime, instant, local
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.cleaning import number
from planner.web.editing import Answer, edited
from planner.web.forms import text_of
from planner.web.pages import done, invalid
from planner.web.place_fields import pairs

__all__ = ["import_views", "pages", "request_views"]


@pages.get("")
@allow(Can.READ_FLIGHTS)
def index() -> str:
    form = ListForm(request.args)
    form.destination.choices = pairs(
        [(code, f"{city(code)} ({code})") for code in queries.destinations(session)], blank="–"
    )
    form.validate()
    return render_template("flights/index.html", listing=queries.options(session, _wanted(form)), list_form=form)


def _wanted(form: ListForm) -> queries.Wanted:
    return queries.Wanted(
        destination=request.args.get("destination", ""),
        state=request.args.get("state", ""),
        first=form.first.data,
        last=form.last.data,
        order=request.args.get("sort", "departs"),
        page=max(1, request.args.get("page", 1, type=number)),
    )


@pages.get("/options/workbook")
@allow(Can.READ_FLIGHTS)
def options_workbook() -> Response:
    """The offers in the list, up to a thousand, as a workbook that can be edited and imported again."""
    form = ListForm(request.args)
    form.destination.choices = pairs([], blank="–")
    form.validate()
    content = agent_sheets.offers_book(queries.offers(session, _wanted(form)), "", word)
    return send_file(
        BytesIO(content), mimetype=request_views.WORKBOOK, as_attachment=True, download_name="flight-options.xlsx"
    )


@pages.route("/options/new", methods=["GET", "POST"])
@allow(Can.WRITE_FLIGHTS)
def new_option() -> Answer:
    form = OptionForm()
    made: list[FlightOption] = []
    return edited(
        form,
        "flights/new_option.html",
        lambda: made.append(service.add_option(session, form.offer(), by=viewer())),
        say("Option saved."),
        "flights.option",
        to=lambda: {"option_id": made[0].id},
    )


@pages.get("/options/<int:option_id>")
@allow(Can.READ_FLIGHTS)
def option(option_id: int) -> str:
    row = queries.option(session, option_id) or abort(404)
    short = short_connection(row.flights, settings.read(session)["connection_minutes"])
    return render_template("flights/option.html", row=row, short=short)


@pages.route("/options/<int:option_id>/edit", methods=["GET", "POST"])
@allow(Can.WRITE_FLIGHTS)
def edit_option(option_id: int) -> Answer:
    row = queries.option(session, option_id) or abort(404)
    form = WavesForm(obj=row)

    def save() -> None:
        form.check_version(row)
        service.edit_option(session, row, form.figures(), by=viewer())

    return edited(
        form,
        "flights/edit_option.html",
        save,
        say("Option saved."),
        "flights.option",
        to=lambda: {"option_id": row.id},
        row=row,
    )


@pages.get("/<int:flight_id>")
@allow(Can.READ_FLIGHTS)
def flight(flight_id: int) -> str:
    return _flight_page(queries.flight(session, flight_id) or abort(404), WhyForm())


def _flight_page(row: Flight, form: WhyForm) -> str:
    itineraries = queries.itineraries_with(session, viewer(), row.id)
    held = held_on(session, viewer(), office.today(), {one.id for one in itineraries})
    return render_template(
        "flights/flight.html",
        row=row,
        why_form=form,
        options=queries.options_with(session, row.id),
        itineraries=itineraries,
        held=held.total(),
    )


@pages.route("/<int:flight_id>/edit", methods=["GET", "POST"])
@allow(Can.WRITE_FLIGHTS)
def edit_flight(flight_id: int) -> Answer:
    row = queries.flight(session, flight_id) or abort(404)
    form = FlightForm(
        obj=row,
        limits=row.service_limits or None,
        departs=local(row.departs_at, row.origin).replace(tzinfo=None),
        arrives=local(row.arrives_at, row.destination).replace(tzinfo=None),
    )

    def save() -> None:
        form.check_version(row)
        values = {
            "seats": form.seats.data,
            "service_limits": form.limits.data or {},
            "escort_fare": form.escort_fare.data,
            "currency": form.currency.data,
        }
        try:
            departs, arrives = instant(form.departs.data, row.origin), instant(form.arrives.data, row.destination)
        except NoSuchTime as error:
            raise Impossible(
                "departs", say("This time does not exist on that day because the clocks go forward.")
            ) from error
        service.edit_flight(session, row, {**values, "departs_at": departs, "arrives_at": arrives}, by=viewer())

    try:
        return edited(
            form,
            "flights/edit_flight.html",
            save,
            say("Flight saved."),
            "flights.flight",
            to=lambda: {"flight_id": row.id},
            row=row,
            hour=timedelta(hours=1),
        )
    except Impossible as impossible:
        form.departs.errors = [word(impossible.sentence)]
        return invalid("flights/edit_flight.html", form=form, row=row)


@pages.post("/<int:flight_id>/cancel")
@allow(Can.WRITE_FLIGHTS)
def cancel(flight_id: int) -> Response | tuple[str, int]:
    row = queries.flight(session, flight_id) or abort(404)
    form = WhyForm()
    if not form.validate_on_submit():
        return _flight_page(row, form), 422
    service.cancel_flight(session, row, text_of(form.why), by=viewer())
    return done(say("The flight has been marked as cancelled."), "flights.flight", flight_id=row.id)


@pages.post("/<int:flight_id>/restore")
@allow(Can.WRITE_FLIGHTS)
def restore(flight_id: int) -> Response | tuple[str, int]:
    row = queries.flight(session, flight_id) or abort(404)
    form = WhyForm()
    if not form.validate_on_submit():
        return _flight_page(row, form), 422
    service.restore_flight(session, row, text_of(form.why), by=viewer())
    return done(say("The flight has been reinstated."), "flights.flight", flight_id=row.id)
