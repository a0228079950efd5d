"""The list of cases, new cases, and the forms of a case itself."""

from flask import render_template, request

from models import Case, CaseStatus
from models.office import today
from models.people.case import OPEN
from models.words import say
from planner.cases import people, queries, service
from planner.cases.blueprint import pages
from planner.cases.forms import CaseForm, JourneyForm, NoteForm
from planner.cases.lacking import DUE, SHORT, WORDS
from planner.cases.new_form import NewForm
from planner.cases.queries import Wanted
from planner.cases.seen import NOT_KNOWN, locale, seen
from planner.database.request_session import session
from planner.language.translation import in_order
from planner.reference import countries
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.cleaning import clean, number
from planner.web.editing import Answer, edited
from planner.web.place_fields import named_pairs

__all__ = ["pages", "people"]


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(
        status=asked.get("status") or "open",
        facility=asked.get("facility", type=number),
        programme=asked.get("programme", type=number),
        destination=asked.get("destination", ""),
        missing=asked.get("missing", ""),
        sort=asked.get("sort", "-applied"),
        page=asked.get("page", 1, type=number),
        language=locale(),
        text=str(clean(request.form.get("text", "")))[:100],
    )


@pages.route("", methods=["GET", "POST"])
@allow(Can.READ_CASES)
def index() -> str:
    """The list. Search text is sent by POST so that no name appears in a URL."""
    wanted = _wanted()
    used = [(countries.name(code, locale()), code) for code in queries.destinations_used(session, viewer())]
    places = in_order(used, lambda pair: pair[0])
    return render_template(
        "cases/index.html",
        wanted=wanted,
        listing=queries.listed(session, viewer(), wanted, today()),
        counts=queries.counts(session, viewer(), today()),
        facilities=in_order(queries.facilities(session), lambda pair: pair[1]),
        programmes=in_order(queries.programmes(session, locale()), lambda pair: pair[1]),
        countries=places,
        lacking=WORDS,
        due=DUE,
        short=SHORT,
        statuses=list(CaseStatus),
        open_statuses=OPEN,
        country_name=countries.name,
        locale=locale(),
    )


@pages.route("/new", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def new() -> Answer:
    form = NewForm()
    _offer(form)
    if request.method == "GET":
        form.applied_on.data = today()
    made: list[Case] = []

    def save() -> None:
        made.append(
            service.register(
                session,
                **form.values("facility_id", "programme_id", "applied_on"),
                by=viewer(),
                persons=[form.person()],
                destination_country=form.destination_country.data or None,
            )
        )

    return edited(
        form,
        "cases/new.html",
        save,
        say("Application registered. Now complete the people and documents."),
        "case_file.show",
        lambda: {"case_id": made[0].id},
    )


@pages.route("/<int:case_id>/case", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def edit(case_id: int) -> Answer:
    case = seen(case_id)
    form = CaseForm(obj=case)
    _offer(form, case)
    form.owner_id.choices = named_pairs(queries.owners(session), people=True, blank="–")

    def save() -> None:
        form.check_version(case)
        values = {
            **form.values(*CaseForm.FIELDS),
            "assistance_amount": form.assistance_amount.data or 0,
            "destination_country": form.destination_country.data or None,
        }
        service.correct_case(session, case, values, by=viewer())

    return edited(
        form, "cases/case.html", save, say("Saved."), "case_file.show", lambda: {"case_id": case_id}, case=case
    )


@pages.route("/<int:case_id>/journey", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def journey(case_id: int) -> Answer:
    case = seen(case_id)
    form = JourneyForm(obj=case)

    def save() -> None:
        form.check_version(case)
        service.correct_case(session, case, form.values(*JourneyForm.FIELDS), by=viewer())

    return edited(
        form,
        "cases/journey.html",
        save,
        say("Saved. It applies from the next plan."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "travel"},
        case=case,
    )


@pages.route("/<int:case_id>/note", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def note(case_id: int) -> Answer:
    case = seen(case_id)
    form = NoteForm()

    def save() -> None:
        service.take_note(session, case, **form.values("text", "channel", "language", "next_contact_on"), by=viewer())

    return edited(
        form,
        "cases/note.html",
        save,
        say("Contact recorded."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "history"},
        case=case,
    )


def _offer(form: NewForm | CaseForm, case: Case | None = None) -> None:
    """Set the choices of programme and facility."""
    form.programme_id.choices = named_pairs(
        queries.programmes(session, locale(), case.programme_id if case else None), blank=NOT_KNOWN
    )
    places = queries.facilities(session, case.facility_id if case else None)
    form.facility_id.choices = named_pairs(places, blank=NOT_KNOWN)
