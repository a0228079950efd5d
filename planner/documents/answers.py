"""Pages of requests to embassies and the authority, and their answers."""

from datetime import date, timedelta

from flask import abort, request

from models import ApprovalStatus
from models.office import today
from models.words import say
from planner.cases.seen import locale, member, seen
from planner.database.request_session import session
from planner.documents import papers, queries, service
from planner.documents.blueprint import pages
from planner.documents.forms import ApprovalForm, EmbassyForm, embassy_choices
from planner.files.here import vault
from planner.files.service import store
from planner.reference.countries import alpha2
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.editing import Answer, edited
from planner.web.forms import day_of, text_of


def days_after(day: date, count: int) -> date:
    return day + timedelta(days=count)


@pages.route("/<int:case_id>/people/<int:person_id>/embassy", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def apply_at_embassy(case_id: int, person_id: int) -> Answer:
    case = seen(case_id)
    person = member(case, person_id)
    form = EmbassyForm()
    form.embassy_id.choices = embassy_choices(queries.embassies(session), locale())
    if request.method == "GET":
        form.applied_on.data = today()
        form.embassy_id.data = queries.embassy_of(session, alpha2(person.nationality) or case.destination_country)

    def save() -> None:
        application = service.apply_at_embassy(
            session, person, **form.values("embassy_id", "applied_on", "appointment_on"), by=viewer()
        )
        service.answer_embassy(session, application, form.values("received_on", "refused_on"), by=viewer())
        service.note_readiness(session, case, today())

    return edited(
        form,
        "documents/embassy.html",
        save,
        say("Application recorded; the waiting time is running."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "documents"},
        case=case,
        person=person,
        application=None,
    )


@pages.route("/<int:case_id>/embassy/<int:application_id>", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def embassy(case_id: int, application_id: int) -> Answer:
    case = seen(case_id)
    row = next(
        (one for person in case.persons for one in person.embassy_applications if one.id == application_id), None
    )
    if row is None:
        abort(404)
    form = EmbassyForm(obj=row)
    form.embassy_id.choices = embassy_choices(queries.embassies(session, row.embassy_id), locale())

    def save() -> None:
        form.check_version(row)
        names = ("embassy_id", "applied_on", "appointment_on", "received_on", "refused_on")
        service.answer_embassy(session, row, form.values(*names), by=viewer())
        service.note_readiness(session, case, today())

    return edited(
        form,
        "documents/embassy.html",
        save,
        say("Saved. Record the document when it arrives."),
        "case_file.show",
        lambda: {"case_id": case_id, "tab": "documents"},
        case=case,
        person=row.person,
        application=row,
    )


@pages.route("/<int:case_id>/approval", methods=["GET", "POST"])
@allow(Can.WRITE_CASES)
def approval(case_id: int) -> Answer:
    """Ask the authority, or record its answer to the latest request; a refusal is followed by a new request."""
    case = seen(case_id)
    last = papers.approval(case)
    renew = last is not None and (
        request.args.get("again") == "1" or last.status in (ApprovalStatus.REFUSED, ApprovalStatus.REVOKED)
    )
    row = None if renew else last
    form = ApprovalForm(obj=row)
    if request.method == "GET" and row is None:
        form.asked_on.data = today()
        form.authority.data = last.authority if last else ""

    def save() -> None:
        target = row or service.ask_approval(
            session, case, authority=form.authority.data or "", asked_on=day_of(form.asked_on), by=viewer()
        )
        values = form.values("authority", "asked_on", "status", "answered_on", "valid_until", "renewable")
        if form.file.upload:
            values["file_id"] = store(session, vault(), form.file.upload, by=viewer(), case_id=case.id).id
        service.answer_approval(
            session, target, {**values, "authority": values["authority"] or ""}, by=viewer(), why=text_of(form.why)
        )
        service.note_readiness(session, case, today())

    return edited(
        form,
        "documents/approval.html",
        save,
        say("Saved."),
        "case_file.show",
        lambda: {"case_id": case_id},
        case=case,
        approval=row,
    )
