"""Pages for facilities with their transfer costs, and embassies."""

from flask import abort, render_template
from flask_babel import get_locale

from models import Embassy, Facility
from models.words import say
from planner.database.request_session import session
from planner.language.translation import in_order
from planner.programmes import queries, service
from planner.programmes.blueprint import pages
from planner.programmes.forms import EmbassyForm, FacilityForm
from planner.reference import countries
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import number_of

EMPTY_ROWS = 2


@pages.get("/facilities")
@allow(Can.WRITE_PLACES)
def facilities() -> str:
    rows = in_order(queries.facilities(session), lambda row: row.name, last=lambda row: not row.active)
    return render_template("programmes/facilities.html", rows=rows)


@pages.route("/facilities/new", methods=["GET", "POST"])
@allow(Can.WRITE_PLACES)
def new_facility() -> Answer:
    return _facility(Facility())


@pages.route("/facilities/<int:facility_id>", methods=["GET", "POST"])
@allow(Can.WRITE_PLACES)
def facility(facility_id: int) -> Answer:
    return _facility(queries.one(session, Facility, facility_id) or abort(404))


def _country(row: Embassy) -> str:
    """The embassy's country in the reader's language, then its city."""
    return f"{countries.name(row.country, str(get_locale()))} {row.city}"


def _facility(row: Facility) -> Answer:
    form = FacilityForm(obj=row if row.id else None)
    if not form.is_submitted():
        for _ in range(EMPTY_ROWS):
            form.transfers.append_entry()

    def save() -> None:
        if row.id:
            form.check_version(row)
        transfers = [
            (entry.form.airport.data, number_of(entry.form.amount), entry.form.currency.data, entry.form.minutes.data)
            for entry in form.transfers
            if entry.form.airport.data
        ]
        values = form.values("code", "name", "kind", "address", "contact", "active")
        service.save_facility(session, row, values, transfers, by=viewer())

    return edited(form, "programmes/facility.html", save, say("Facility saved."), "programmes.facilities", row=row)


@pages.get("/embassies")
@allow(Can.WRITE_PLACES)
def embassies() -> str:
    rows = in_order(queries.embassies(session), _country, last=lambda row: not row.active)
    return render_template("programmes/embassies.html", rows=rows)


@pages.route("/embassies/new", methods=["GET", "POST"])
@allow(Can.WRITE_PLACES)
def new_embassy() -> Answer:
    return _embassy(Embassy())


@pages.route("/embassies/<int:embassy_id>", methods=["GET", "POST"])
@allow(Can.WRITE_PLACES)
def embassy(embassy_id: int) -> Answer:
    return _embassy(queries.one(session, Embassy, embassy_id) or abort(404))


def _embassy(row: Embassy) -> Answer:
    form = EmbassyForm(obj=row if row.id else None)

    def save() -> None:
        if row.id:
            form.check_version(row)
        values = form.values(
            "country", "city", "asks_for", "fee", "currency", "median_days", "p90_days", "needs_reservation", "active"
        )
        service.save_embassy(session, row, values, by=viewer())

    return edited(form, "programmes/embassy.html", save, say("Embassy saved."), "programmes.embassies", row=row)
