"""Pages of the people of a case: add, correct, remove, choose the applicant; escort needs."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from models import EscortNeed
from models.words import say
from planner.cases import queries, service
from planner.cases.blueprint import pages
from planner.cases.family import who
from planner.cases.forms import EscortNeedForm, NeededReasonForm
from planner.cases.person_form import PersonForm
from planner.cases.seen import NOT_KNOWN, locale, member, seen
from planner.database.request_session import session
from planner.language.translation import word
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import text_of
from planner.web.place_fields import named_pairs, pairs


@pages.route("/<int:case_id>/people/new", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def add_person(case_id: int) -> Answer:
    case = seen(case_id)
    form = PersonForm()
    form.facility_id.choices = named_pairs(queries.facilities(session), blank=NOT_KNOWN)
    first = case.principal
    if request.method == "GET" and first is not None:  # asked only once: values that families share are filled in
        form.surname.data, form.nationality.data = first.surname, first.nationality
        form.languages.data, form.facility_id.data = first.languages, first.facility_id

    def save() -> None:
        service.add_person(session, case, form.typed(), by=viewer())

    return edited(
        form,
        "cases/person.html",
        save,
        say("Added to the family."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "people"},
        case=case,
        person=None,
    )


@pages.route("/<int:case_id>/people/<int:person_id>", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def person(case_id: int, person_id: int) -> Answer:
    case = seen(case_id)
    row = member(case, person_id)
    form = PersonForm(obj=row)
    form.facility_id.choices = named_pairs(queries.facilities(session, row.facility_id), blank=NOT_KNOWN)

    def save() -> None:
        form.check_version(row)
        service.correct_person(session, row, form.typed(), by=viewer(), why=text_of(form.why))

    return edited(
        form,
        "cases/person.html",
        save,
        say("Saved."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "people"},
        case=case,
        person=row,
    )


@pages.post("/<int:case_id>/people/<int:person_id>/applicant")
@allow(Can.WRITE_CASES)
def make_principal(case_id: int, person_id: int) -> Response:
    case = seen(case_id)
    service.make_principal(session, member(case, person_id), by=viewer())
    return redirect(url_for("case_file.show", case_id=case_id, tab="people"), 303)


@pages.route("/<int:case_id>/people/<int:person_id>/remove", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def remove_person(case_id: int, person_id: int) -> Answer:
    case = seen(case_id)
    row = member(case, person_id)
    form = NeededReasonForm()

    def save() -> None:
        service.remove_person(session, row, by=viewer(), why=text_of(form.why))

    return edited(
        form,
        "cases/remove.html",
        save,
        say("Removed from the case."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "people"},
        case=case,
        person=row,
    )


@pages.route("/<int:case_id>/escorts", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def escorts(case_id: int) -> Answer:
    case = seen(case_id)
    form = EscortNeedForm()
    form.role.choices = named_pairs(queries.escort_roles(session, locale()))
    form.person_id.choices = pairs([(p.id, p.full_name) for p in case.persons], blank=word(say("The whole family")))

    def save() -> None:
        need = EscortNeed(
            **form.values("role", "person_id", "load", "until", "languages"), gender=form.gender.data or None
        )
        service.need_escort(session, case, need, by=viewer())

    return edited(
        form,
        "cases/escorts.html",
        save,
        say("Escort requested. The next plan will look for one."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "medical"},
        case=case,
        who=who,
    )


@pages.route("/<int:case_id>/escorts/<int:need_id>/drop", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def drop_escort(case_id: int, need_id: int) -> Answer:
    case = seen(case_id)
    need = next((one for one in case.escort_needs if one.id == need_id), None)
    if need is None:
        abort(404)
    form = NeededReasonForm()

    def save() -> None:
        service.drop_escort_need(session, need, by=viewer(), why=text_of(form.why))

    return edited(
        form,
        "cases/drop_escort.html",
        save,
        say("This type of escort is no longer needed."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "medical"},
        case=case,
        need=need,
    )
