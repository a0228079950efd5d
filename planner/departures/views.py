"""Pages of the day of departure: the list, confirming departures and arrivals, undoing."""

from datetime import date, timedelta

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from models.base import now
from models.office import today
from models.travel.booking import PassengerStatus
from models.travel.itinerary import ItineraryStatus
from models.words import say
from planner.audit import access_log
from planner.cases.seen import locale
from planner.database.request_session import session
from planner.departures import queries, service, unconfirmed
from planner.departures.forms import ArrivalForm, DayForm, TakeBackForm, bad_day, confirm_form, contradicted
from planner.departures.papers import add_papers, before
from planner.departures.queries import Departure
from planner.departures.words import at_place, city, service_words
from planner.judgement import queries as judgements
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import turned_back
from planner.web.forms import VersionedForm, read_day, text_of
from planner.web.pages import done, invalid

pages = Blueprint("departures", __name__, url_prefix="/departures")
AHEAD = timedelta(days=21)


add_papers(pages)
for word_of in (at_place, city, service_words):
    pages.app_template_global()(word_of)


def own(itinerary_id: int) -> Departure:
    """An itinerary with at least one person the viewer may see, else 404."""
    found = queries.departure(session, viewer(), itinerary_id)
    if found is None:
        abort(404)
    return found


@pages.get("")
@allow(Can.CONFIRM_DEPARTURES)
def index() -> str | tuple[str, int]:
    form = DayForm(formdata=request.args)
    ahead = queries.days_ahead(session, viewer(), today() - timedelta(days=3), today() + AHEAD)
    try:
        day = read_day(form.day.data) if form.day.data else _next(ahead)
    except ValueError:
        form.day.errors = [bad_day()]
        return invalid(
            "departures/index.html", form=form, day=None, ahead=ahead, departures=[], facilities=[], judged={}
        )
    departures = queries.by_surname(queries.of_day(session, viewer(), day), locale())
    for case in {case.id for one in departures for case in one.cases}:
        access_log.note("case.read", "case", str(case), user_id=viewer().id, case_id=case)
    form.day.data = day.isoformat()
    return render_template(
        "departures/index.html",
        form=form,
        day=day,
        ahead=ahead,
        departures=departures,
        judged=judgements.on_itineraries(session, viewer(), {one.itinerary.id for one in departures}),
        before=before(),
        facilities=queries.facilities_of(departures, locale()),
    )


def _next(ahead: list[tuple[date, int]]) -> date:
    """Today, or the next day with departures."""
    return next((day for day, _people in ahead if day >= today()), today())


@pages.get("/waiting")
@allow(Can.CONFIRM_DEPARTURES)
def waiting() -> str:
    return render_template(
        "departures/waiting.html",
        left=unconfirmed.departures(session, viewer(), today()),
        landed=unconfirmed.arrivals(session, viewer(), now()),
    )


@pages.get("/<int:itinerary_id>")
@allow(Can.CONFIRM_DEPARTURES)
def show(itinerary_id: int) -> str:
    (one,) = queries.by_surname([own(itinerary_id)], locale())
    return _page(one)


def _page(
    one: Departure,
    *,
    form: VersionedForm | None = None,
    arrival: VersionedForm | None = None,
    back: VersionedForm | None = None,
) -> str:
    version = str(one.itinerary.version)
    undecided = [p for p in one.passengers if p.status not in service.DECIDED]
    left = [p for p in one.passengers if p.status is PassengerStatus.DEPARTED]
    forms: dict[str, VersionedForm] = {
        "form": form or confirm_form(undecided),
        "arrival": arrival or ArrivalForm(prefix="arrival"),
        "take_back": back or TakeBackForm(prefix="back").of(left),
    }
    for each in forms.values():
        each.version.data = each.version.data or version
    departed = one.itinerary.status is ItineraryStatus.DEPARTED
    return render_template(
        "departures/show.html",
        one=one,
        undecided=undecided,
        left=left,
        departed=departed,
        before=before(),
        judged=judgements.on_itineraries(session, viewer(), {one.itinerary.id}),
        **forms,
    )


@pages.post("/<int:itinerary_id>")
@allow(Can.CONFIRM_DEPARTURES)
def confirm(itinerary_id: int) -> Response | tuple[str, int]:
    one = own(itinerary_id)
    form = confirm_form([p for p in one.passengers if p.status not in service.DECIDED])

    def save() -> None:
        form.check_version(one.itinerary)
        service.confirm(session, one.itinerary, form.came(), by=viewer(), at=now(), why=text_of(form.why))

    def shown() -> str:
        if form.form_errors:
            form.conflict = [*form.conflict, *contradicted(one.passengers, request.form)]
        return _page(one, form=form)

    return turned_back(form, save, shown) or done(
        say("Departures on %(number)s recorded.", number=one.itinerary.number),
        "departures.show",
        itinerary_id=itinerary_id,
    )


@pages.post("/<int:itinerary_id>/arrived")
@allow(Can.CONFIRM_DEPARTURES)
def arrived(itinerary_id: int) -> Response | tuple[str, int]:
    one = own(itinerary_id)
    form = ArrivalForm(prefix="arrival")

    def save() -> None:
        form.check_version(one.itinerary)
        service.arrive(session, one.itinerary, by=viewer(), at=now(), why=text_of(form.why))

    problem = turned_back(
        form,
        save,
        lambda: _page(one, arrival=form),
        form_is_shown=lambda: one.itinerary.status is ItineraryStatus.DEPARTED,
    )
    return problem or done(
        say("Arrival of %(number)s confirmed.", number=one.itinerary.number),
        "departures.show",
        itinerary_id=itinerary_id,
    )


@pages.post("/<int:itinerary_id>/take-back")
@allow(Can.CONFIRM_DEPARTURES)
def take_back(itinerary_id: int) -> Response | tuple[str, int]:
    one = own(itinerary_id)
    left = {p.id: p for p in one.passengers if p.status is PassengerStatus.DEPARTED}
    form = TakeBackForm(prefix="back").of(list(left.values()))

    def save() -> None:
        form.check_version(one.itinerary)
        service.take_back(session, one.itinerary, left[form.passenger.data], by=viewer(), why=text_of(form.why))

    return turned_back(form, save, lambda: _page(one, back=form), form_is_shown=lambda: bool(left)) or done(
        say("Undone. They now count as not yet departed."), "departures.show", itinerary_id=itinerary_id
    )
