"""Master data: the overview page, programmes and destinations."""

from flask import abort, current_app, render_template

from models import Destination, Programme
from models.words import say
from planner.database.request_session import session
from planner.programmes import money_views, place_views, queries, service
from planner.programmes.blueprint import pages
from planner.programmes.contents import open_to
from planner.programmes.forms import DestinationForm, ProgrammeForm
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.name_fields import fill_names, name_fields, names_in, with_names
from planner.web.place_fields import pairs

__all__ = ["money_views", "pages", "place_views"]


@pages.get("")
@allow(Can.WRITE_PLACES, Can.WRITE_BUDGET)
def index() -> str:
    lists = [entry for entry in open_to(viewer()) if entry.endpoint in current_app.view_functions]
    return render_template(
        "programmes/index.html", lists=lists, counts=queries.counts(session), programmes=queries.programmes(session)
    )


@pages.route("/new", methods=["GET", "POST"])
@allow(Can.WRITE_PLACES)
def new_programme() -> Answer:
    return _programme(Programme())


@pages.route("/<int:programme_id>", methods=["GET", "POST"])
@allow(Can.WRITE_PLACES)
def programme(programme_id: int) -> Answer:
    return _programme(queries.one(session, Programme, programme_id) or abort(404))


def _programme(row: Programme) -> Answer:
    lines = [paying.line_id for paying in row.lines]
    form = with_names(ProgrammeForm, 160)(obj=row if row.id else None, line_ids=lines)
    fill_names(form, row.names or {})
    form.line_ids.choices = pairs(
        [(line.id, f"{line.project.code} · {line.code} {line.name}") for line in queries.lines(session)]
    )

    def save() -> None:
        if row.id:
            form.check_version(row)
        values = form.values("code", "organiser", "approval_needed", "active")
        values["names"] = names_in(form, row.names)
        service.save_programme(session, row, values, form.line_ids.data or (), by=viewer())

    return edited(
        form,
        "programmes/programme.html",
        save,
        say("Programme saved."),
        "programmes.index",
        row=row,
        name_fields=name_fields(form),
    )


@pages.get("/destinations")
@allow(Can.WRITE_PLACES)
def destinations() -> str:
    return render_template("programmes/destinations.html", rows=queries.destinations(session))


@pages.route("/destinations/new", methods=["GET", "POST"])
@allow(Can.WRITE_PLACES)
def new_destination() -> Answer:
    return _destination(Destination())


@pages.route("/destinations/<int:destination_id>", methods=["GET", "POST"])
@allow(Can.WRITE_PLACES)
def destination(destination_id: int) -> Answer:
    return _destination(queries.one(session, Destination, destination_id) or abort(404))


def _destination(row: Destination) -> Answer:
    form = DestinationForm(obj=row if row.id else None)

    def save() -> None:
        if row.id:
            form.check_version(row)
        values = form.values("country", "airports", "status", "since", "reason", "escort_return_days")
        service.save_destination(session, row, values, by=viewer())

    return edited(
        form, "programmes/destination.html", save, say("Country of return saved."), "programmes.destinations", row=row
    )
